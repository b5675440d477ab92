#!/bin/sh
# Reports an Xcode build to Countersign, signed by Standard Webhooks
# (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
#
# In Xcode Cloud:  copy it to ci_scripts/ci_post_xcodebuild.sh, executable, and set the two variables below in the workflow's
#                  environment, the secret as a secret one. It runs after each action of a build and reports that action.
# On a Mac:        as a scheme's post-action (choose "Provide build settings from"), or after xcodebuild:
#                  xcodebuild …; sh xcode-post-action.sh --exit-code $?
#                  Xcode does not tell a post-action how the build went: without --exit-code the result is reported as unknown.
#
#   COUNTERSIGN_URL         where the console or its tunnel is, for example https://console.example.com
#   XCODE_WEBHOOK_SECRET    the same as there: whsec_ and base64, or any other text
#   COUNTERSIGN_REPOSITORY  optional: owner/name, when git cannot tell
#   COUNTERSIGN_STRICT      optional: 1 = a report that was not taken fails the build
#
#   --print         show the request instead of sending it
#   --exit-code N   what xcodebuild returned; in Xcode Cloud it is known
#   --help          show this
#
# Variables of Xcode Cloud: https://developer.apple.com/documentation/xcode/environment-variable-reference
set -u
set +x # a trace would show the secret
export LC_ALL=C

give_up() {
  printf 'countersign: %s\n' "$1" >&2
  [ "${COUNTERSIGN_STRICT:-}" = 1 ] && exit 1
  exit 0
}

print_only=
exit_code=${CI_XCODEBUILD_EXIT_CODE:-}
while [ $# -gt 0 ]; do
  case $1 in
    --print) print_only=1 ;;
    --help) sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$0"; exit 0 ;;
    --exit-code) exit_code=${2:-}; shift "$(($# > 1))" ;;
    *) give_up "unknown option $1; there are --print, --exit-code N and --help" ;;
  esac
  shift
done

[ -n "${XCODE_WEBHOOK_SECRET:-}" ] || give_up 'nothing reported: XCODE_WEBHOOK_SECRET is not set'
[ -n "${COUNTERSIGN_URL:-}" ] || give_up 'nothing reported: COUNTERSIGN_URL is not set'
# No program started below gets to see it, neither as an argument nor in its environment.
secret=$XCODE_WEBHOOK_SECRET
unset XCODE_WEBHOOK_SECRET
for tool in openssl curl iconv od date; do
  command -v "$tool" >/dev/null || give_up "nothing reported: $tool is not there"
done

# bytes: standard input as decimal numbers.
bytes() { od -An -v -tu1; }

# write_bytes NUMBER…: those bytes. printf is a builtin: what it writes is in no list of processes.
write_bytes() {
  format=
  for byte; do format="$format\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))"; done
  # shellcheck disable=SC2059 # the format is nothing but escaped bytes
  printf "$format"
}

# json_string TEXT: TEXT as a JSON string, null when empty. Byte by byte, so that no name breaks out of it.
json_string() {
  [ -n "$1" ] || { printf null; return; }
  format=
  # iconv takes out what is no UTF-8, which JSON must be.
  for byte in $(printf %s "$1" | iconv -c -f UTF-8 -t UTF-8 2>/dev/null | bytes); do
    if [ "$byte" -lt 32 ] || [ "$byte" = 34 ] || [ "$byte" = 92 ] || [ "$byte" = 127 ]; then
      format="$format\\\\u00$(printf %02x "$byte")"
    else
      format="$format\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
    fi
  done
  # shellcheck disable=SC2059 # the format is nothing but escaped bytes
  printf "\"$format\""
}

# json_number TEXT: null unless it is a whole number.
json_number() {
  case $1 in
    '' | *[!0-9]* | 0?* | ????????????????*) printf null ;;
    *) printf %s "$1" ;;
  esac
}

key_of_secret() {
  case $secret in
    whsec_*) printf %s "${secret#whsec_}" | openssl base64 -d -A | bytes ;;
    *) printf %s "$secret" | bytes ;;
  esac
}

# hmac_base64: HMAC-SHA256 (RFC 2104) of standard input. openssl takes a key only as an argument, which every process on the machine
# can read; so the two hashes are made here, and openssl sees data alone.
hmac_base64() {
  # shellcheck disable=SC2046 # one argument per byte
  set -- $(key_of_secret)
  [ $# -gt 0 ] || return 1
  # shellcheck disable=SC2046
  [ $# -le 64 ] || set -- $(write_bytes "$@" | openssl dgst -sha256 -binary | bytes)
  inner_pad= outer_pad= position=0
  while [ "$position" -lt 64 ]; do
    byte=${1:-0}
    [ $# -eq 0 ] || shift
    inner_pad="$inner_pad $((byte ^ 0x36))" outer_pad="$outer_pad $((byte ^ 0x5c))"
    position=$((position + 1))
  done
  # shellcheck disable=SC2086 # one argument per byte
  inner=$({ write_bytes $inner_pad; cat; } | openssl dgst -sha256 -binary | bytes)
  # shellcheck disable=SC2086
  write_bytes $outer_pad $inner | openssl dgst -sha256 -binary | openssl base64 -A
}

folder=${CI_PRIMARY_REPOSITORY_PATH:-${SRCROOT:-.}}
in_git() { git -C "$folder" "$@" 2>/dev/null; }

# owner/name out of https://host/owner/name.git, ssh://git@host/owner/name or git@host:owner/name.git
repository_of_git() {
  in_git remote get-url origin | sed -e 's/\.git$//' -e 's/\/$//' | sed -n 's/^.*[:/]\([^:/]\{1,\}\/[^:/]\{1,\}\)$/\1/p'
}

branch_of_git() {
  name=$(in_git rev-parse --abbrev-ref HEAD)
  [ "$name" = HEAD ] || printf %s "$name"
}

case $exit_code in
  0) result=SUCCEEDED ;;
  '' | *[!0-9]*) result= ;;
  *) result=FAILED ;;
esac
# An action in Xcode Cloud is part of a build whose end it does not see. Elsewhere the build is over.
if [ -n "${CI_XCODE_CLOUD:-}${CI_BUILD_ID:-}" ]; then
  action=${CI_XCODEBUILD_ACTION:-xcodebuild}
  for part in "${CI_XCODE_SCHEME:-}" "${CI_PRODUCT_PLATFORM:-}" "${CI_TEST_DESTINATION_DEVICE_TYPE:-}" \
    "${CI_TEST_DESTINATION_RUNTIME:-}" "${CI_TEST_PLAN:-}"; do
    [ -z "$part" ] || action="$action $part"
  done
  action_status=$result progress= completion=
else
  action= action_status= progress=COMPLETE completion=$result
fi

build_id=${CI_BUILD_ID:-local-$(openssl rand -hex 12)}
repository=${COUNTERSIGN_REPOSITORY:-${CI_PULL_REQUEST_TARGET_REPO:-$(repository_of_git)}}
commit=${CI_COMMIT:-$(in_git rev-parse HEAD)}
branch=${CI_PULL_REQUEST_SOURCE_BRANCH:-${CI_BRANCH:-${CI_TAG:-$(branch_of_git)}}}
product=${CI_PRODUCT:-${PRODUCT_NAME:-${PROJECT_NAME:-}}}
workflow=${CI_WORKFLOW:-${SCHEME_NAME:-${CONFIGURATION:-}}}

body=$(
  printf '{"kind":"xcode_build"'
  printf ',"build_id":%s' "$(json_string "$build_id")"
  printf ',"build_number":%s' "$(json_number "${CI_BUILD_NUMBER:-}")"
  printf ',"product":%s' "$(json_string "$product")"
  printf ',"workflow":%s' "$(json_string "$workflow")"
  printf ',"action":%s' "$(json_string "$action")"
  printf ',"action_status":%s' "$(json_string "$action_status")"
  printf ',"progress":%s' "$(json_string "$progress")"
  printf ',"completion_status":%s' "$(json_string "$completion")"
  printf ',"commit":%s' "$(json_string "$commit")"
  printf ',"branch":%s' "$(json_string "$branch")"
  printf ',"repository":%s' "$(json_string "$repository")"
  printf ',"pull_request":%s' "$(json_number "${CI_PULL_REQUEST_NUMBER:-}")"
  printf ',"url":%s' "$(json_string "${CI_BUILD_URL:-}")"
  printf ',"reported_at":"%s"}' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
)

url=${COUNTERSIGN_URL%/}/webhooks/xcode
id=msg_$(openssl rand -hex 12)
timestamp=$(date +%s)
signature=$(printf %s "$id.$timestamp.$body" | hmac_base64) ||
  give_up 'nothing reported: XCODE_WEBHOOK_SECRET is no whsec_ and base64'

if [ -n "$print_only" ]; then
  printf 'POST %s\ncontent-type: application/json\nwebhook-id: %s\n' "$url" "$id"
  printf 'webhook-timestamp: %s\nwebhook-signature: v1,%s\n\n%s\n' "$timestamp" "$signature" "$body"
  exit 0
fi

# Tries again when the connection fails and for what may pass by itself (408, 429, 5xx); a report that comes twice counts once.
answer=$(
  printf %s "$body" | curl --silent --show-error --connect-timeout 10 --max-time 20 --retry 3 --retry-max-time 60 \
    --retry-connrefused --proto =http,https --write-out '\n%{http_code}' --data-binary @- --header 'content-type: application/json' \
    --header "webhook-id: $id" --header "webhook-timestamp: $timestamp" --header "webhook-signature: v1,$signature" \
    --url "$url" 2>&1
)
status=$(printf %s "$answer" | tail -n 1)

# field NAME: that string of the last answer, as JSON writes it; control characters cannot be in it.
field() {
  printf %s "$answer" | tr '\000-\037\177' ' ' | sed -n -E "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" | cut -c 1-300
}

# Each try leaves what it was answered, or its error: the last one says enough.
why() {
  code=$(field error_code)
  if [ "$status" = 000 ]; then
    printf %s "$answer" | tr '\000-\011\013-\037\177' ' ' | grep '^curl:' | tail -n 1
  elif [ -n "$code" ]; then
    printf '%s %s: %s %s' "$status" "$code" "$(field detail)" "$(field remediation_hint)"
  else
    printf '%s, and the answer is none of a console' "$status"
  fi
}

case $status in
  2??) printf 'countersign: reported to %s (%s)\n' "$url" "$status" ;;
  *) give_up "not taken by $url: $(why)" ;;
esac

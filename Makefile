# Only a second name for what npm does: make verify-phase-a is npm run verify -- a.

verify-phase-%:
	npm run verify -- $*

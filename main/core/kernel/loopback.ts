/**
 * Whether the host of a configured address can be nothing but this machine: `localhost`, 127.0.0.0/8 or ::1 (RFC 6761, 6.3; RFC 1122,
 * 3.2.1.3; RFC 4291, 2.5.3). Names below `.localhost` are left out, for not every resolver keeps them here. `hostname` is what `URL` made
 * of it: numbers of IPv4 have four parts by then, however they were written, and IPv6 stands in brackets.
 *
 * It is the one rule of addresses that a person sets. What the console itself listens on is another matter: the redirect of a browser comes
 * to 127.0.0.1 alone (RFC 8252, 7.3).
 */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

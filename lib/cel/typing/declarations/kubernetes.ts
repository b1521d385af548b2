import { signatures } from '../signature';

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
export const QUANTITIES = signatures(`
  Quantity.add(Quantity) Quantity
  Quantity.add(int) Quantity
  Quantity.asApproximateFloat() double
  Quantity.asInteger() int
  Quantity.compareTo(Quantity) int
  Quantity.isGreaterThan(Quantity) bool
  Quantity.isInteger() bool
  Quantity.isLessThan(Quantity) bool
  isQuantity(string) bool
  quantity(string) Quantity
  sign(Quantity) int
  Quantity.sub(Quantity) Quantity
  Quantity.sub(int) Quantity
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library */
export const SEMANTIC_VERSIONS = signatures(`
  Semver.compareTo(Semver) int
  Semver.isGreaterThan(Semver) bool
  Semver.isLessThan(Semver) bool
  isSemver(string) bool
  isSemver(string, bool) bool
  Semver.major() int
  Semver.minor() int
  Semver.patch() int
  semver(string) Semver
  semver(string, bool) Semver
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export const URLS = signatures(`
  URL.getEscapedPath() string
  URL.getHost() string
  URL.getHostname() string
  URL.getPort() string
  URL.getQuery() map(string, list(string))
  URL.getScheme() string
  isURL(string) bool
  url(string) URL
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */
export const ADDRESSES = signatures(`
  cidr(string) CIDR
  CIDR.containsCIDR(string) bool = cidr_contains_cidr_string
  CIDR.containsCIDR(CIDR) bool
  CIDR.containsIP(string) bool = cidr_contains_ip_string
  CIDR.containsIP(IP) bool
  IP.family() int
  ip(string) IP
  CIDR.ip() IP = cidr_ip
  ip.isCanonical(string) bool
  isCIDR(string) bool
  IP.isGlobalUnicast() bool
  isIP(string) bool
  IP.isLinkLocalMulticast() bool
  IP.isLinkLocalUnicast() bool
  IP.isLoopback() bool
  IP.isUnspecified() bool
  CIDR.masked() CIDR
  CIDR.prefixLength() int
  string(IP) string
  string(CIDR) string
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
export const FORMATS = signatures(`
  format.byte() Format
  format.date() Format
  format.datetime() Format
  format.dns1035Label() Format
  format.dns1035LabelPrefix() Format
  format.dns1123Label() Format
  format.dns1123LabelPrefix() Format
  format.dns1123Subdomain() Format
  format.dns1123SubdomainPrefix() Format
  format.labelValue() Format
  format.named(string) optional(Format)
  format.qualifiedName() Format
  format.uri() Format
  format.uuid() Format
  Format.validate(string) optional(list(string))
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library */
export const AUTHORIZATION = signatures(`
  Decision.allowed() bool
  PathCheck.check(string) Decision
  ResourceCheck.check(string) Decision
  Decision.error() string
  Decision.errored() bool
  ResourceCheck.fieldSelector(string) ResourceCheck
  Authorizer.group(string) GroupCheck
  ResourceCheck.labelSelector(string) ResourceCheck
  ResourceCheck.name(string) ResourceCheck
  ResourceCheck.namespace(string) ResourceCheck
  Authorizer.path(string) PathCheck
  Decision.reason() string
  GroupCheck.resource(string) ResourceCheck
  Authorizer.serviceAccount(string, string) Authorizer
  ResourceCheck.subresource(string) ResourceCheck
`);

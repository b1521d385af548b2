import { signatures } from '../signature';

/** @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings */
export const STRINGS = signatures(`
  string.charAt(int) string
  string.format(list(dyn)) string = string_format
  string.indexOf(string) int
  string.indexOf(string, int) int
  list(string).join() string
  list(string).join(string) string
  string.lastIndexOf(string) int
  string.lastIndexOf(string, int) int
  string.lowerAscii() string
  string.replace(string, string) string
  string.replace(string, string, int) string
  string.split(string) list(string)
  string.split(string, int) list(string)
  strings.quote(string) string = strings_quote
  string.substring(int) string
  string.substring(int, int) string
  string.trim() string
  string.upperAscii() string
`);

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */
export const REGULAR_EXPRESSIONS = signatures(`
  string.find(string) string
  string.findAll(string) list(string)
  string.findAll(string, int) list(string)
`);

import { signatures } from '../signature';

/** Operators, conversions and functions of the language itself. The operators on parts and on logic are called as cel-go calls them. */
export const LANGUAGE = signatures(`
  !_(bool) bool
  -_(double) double
  -_(int) int
  @in(A, list(A)) bool = in_list
  @in(A, map(A, B)) bool = in_map
  @not_strictly_false(bool) bool
  _!=_(A, A) bool = not_equals
  _%_(int, int) int
  _%_(uint, uint) uint
  _&&_(bool, bool) bool = logical_and
  _*_(double, double) double
  _*_(int, int) int
  _*_(uint, uint) uint
  _+_(bytes, bytes) bytes = add_bytes
  _+_(double, double) double
  _+_(duration, duration) duration
  _+_(duration, timestamp) timestamp
  _+_(timestamp, duration) timestamp
  _+_(int, int) int
  _+_(list(A), list(A)) list(A) = add_list
  _+_(string, string) string = add_string
  _+_(uint, uint) uint
  _-_(double, double) double
  _-_(duration, duration) duration
  _-_(int, int) int
  _-_(timestamp, duration) timestamp
  _-_(timestamp, timestamp) duration
  _-_(uint, uint) uint
  _/_(double, double) double
  _/_(int, int) int
  _/_(uint, uint) uint
  _<=_(bool, bool) bool
  _<=_(int, int) bool
  _<=_(int, double) bool
  _<=_(int, uint) bool
  _<=_(uint, uint) bool
  _<=_(uint, double) bool
  _<=_(uint, int) bool
  _<=_(double, double) bool
  _<=_(double, int) bool
  _<=_(double, uint) bool
  _<=_(string, string) bool = less_equals_string
  _<=_(bytes, bytes) bool = less_equals_bytes
  _<=_(timestamp, timestamp) bool
  _<=_(duration, duration) bool
  _<_(bool, bool) bool
  _<_(int, int) bool
  _<_(int, double) bool
  _<_(int, uint) bool
  _<_(uint, uint) bool
  _<_(uint, double) bool
  _<_(uint, int) bool
  _<_(double, double) bool
  _<_(double, int) bool
  _<_(double, uint) bool
  _<_(string, string) bool = less_string
  _<_(bytes, bytes) bool = less_bytes
  _<_(timestamp, timestamp) bool
  _<_(duration, duration) bool
  _==_(A, A) bool = equals
  _>=_(bool, bool) bool
  _>=_(int, int) bool
  _>=_(int, double) bool
  _>=_(int, uint) bool
  _>=_(uint, uint) bool
  _>=_(uint, double) bool
  _>=_(uint, int) bool
  _>=_(double, double) bool
  _>=_(double, int) bool
  _>=_(double, uint) bool
  _>=_(string, string) bool = greater_equals_string
  _>=_(bytes, bytes) bool = greater_equals_bytes
  _>=_(timestamp, timestamp) bool
  _>=_(duration, duration) bool
  _>_(bool, bool) bool
  _>_(int, int) bool
  _>_(int, double) bool
  _>_(int, uint) bool
  _>_(uint, uint) bool
  _>_(uint, double) bool
  _>_(uint, int) bool
  _>_(double, double) bool
  _>_(double, int) bool
  _>_(double, uint) bool
  _>_(string, string) bool = greater_string
  _>_(bytes, bytes) bool = greater_bytes
  _>_(timestamp, timestamp) bool
  _>_(duration, duration) bool
  _?_:_(bool, A, A) A = conditional
  _[_](list(A), int) A = index_list
  _[_](map(A, B), A) B = index_map
  _||_(bool, bool) bool = logical_or
  bool(bool) bool
  bool(string) bool
  bytes(bytes) bytes
  bytes(string) bytes = string_to_bytes
  string.contains(string) bool = contains_string
  double(double) double
  double(int) double
  double(string) double
  double(uint) double
  duration(duration) duration
  duration(int) duration
  duration(string) duration
  dyn(A) dyn
  string.endsWith(string) bool = ends_with_string
  int(int) int
  int(double) int
  int(duration) int
  int(string) int
  int(timestamp) int
  int(uint) int
  matches(string, string) bool
  string.matches(string) bool = matches_string
  size(bytes) int
  bytes.size() int
  size(list(A)) int
  list(A).size() int
  size(map(A, B)) int
  map(A, B).size() int
  size(string) int
  string.size() int
  string.startsWith(string) bool = starts_with_string
  string(string) string
  string(bool) string
  string(bytes) string = bytes_to_string
  string(double) string
  string(duration) string
  string(int) string
  string(timestamp) string
  string(uint) string
  timestamp(timestamp) timestamp
  timestamp(int) timestamp
  timestamp(string) timestamp
  type(A) type(A)
  uint(uint) uint
  uint(double) uint
  uint(int) uint
  uint(string) uint
`);

/** @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#timezones */
export const TIME = signatures(`
  timestamp.getDate() int
  timestamp.getDate(string) int
  timestamp.getDayOfMonth() int
  timestamp.getDayOfMonth(string) int
  timestamp.getDayOfWeek() int
  timestamp.getDayOfWeek(string) int
  timestamp.getDayOfYear() int
  timestamp.getDayOfYear(string) int
  timestamp.getFullYear() int
  timestamp.getFullYear(string) int
  timestamp.getHours() int
  timestamp.getHours(string) int
  duration.getHours() int
  timestamp.getMilliseconds() int
  timestamp.getMilliseconds(string) int
  duration.getMilliseconds() int
  timestamp.getMinutes() int
  timestamp.getMinutes(string) int
  duration.getMinutes() int
  timestamp.getMonth() int
  timestamp.getMonth(string) int
  timestamp.getSeconds() int
  timestamp.getSeconds(string) int
  duration.getSeconds() int
`);

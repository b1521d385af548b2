import { signatures } from '../signature';

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library */
export const LISTS = signatures(`
  list(A).indexOf(A) int
  list(int).isSorted() bool
  list(uint).isSorted() bool
  list(double).isSorted() bool
  list(bool).isSorted() bool
  list(duration).isSorted() bool
  list(timestamp).isSorted() bool
  list(string).isSorted() bool
  list(bytes).isSorted() bool
  list(A).lastIndexOf(A) int
  list(int).max() int
  list(uint).max() uint
  list(double).max() double
  list(bool).max() bool
  list(duration).max() duration
  list(timestamp).max() timestamp
  list(string).max() string
  list(bytes).max() bytes
  list(int).min() int
  list(uint).min() uint
  list(double).min() double
  list(bool).min() bool
  list(duration).min() duration
  list(timestamp).min() timestamp
  list(string).min() string
  list(bytes).min() bytes
  list(int).sum() int
  list(uint).sum() uint
  list(double).sum() double
  list(duration).sum() duration
`);

/** @see https://pkg.go.dev/github.com/google/cel-go/ext#Sets */
export const SETS = signatures(`
  sets.contains(list(T), list(T)) bool = list_sets_contains_list
  sets.equivalent(list(T), list(T)) bool = list_sets_equivalent_list
  sets.intersects(list(T), list(T)) bool = list_sets_intersects_list
`);

/** What the macros with two variables are made of. */
export const MAP_INSERTION = signatures(`
  cel.@mapInsert(map(K, V), K, V) map(K, V)
  cel.@mapInsert(map(K, V), map(K, V)) map(K, V)
`);

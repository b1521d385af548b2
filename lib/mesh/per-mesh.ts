import type { Mesh } from './mesh';

/** Works a thing out once for each mesh: rules share what they look up. */
export function perMesh<T>(make: (mesh: Mesh) => T): (mesh: Mesh) => T {
  const known = new WeakMap<Mesh, T>();
  return (mesh) => {
    let value = known.get(mesh);
    if (value === undefined) {
      value = make(mesh);
      known.set(mesh, value);
    }
    return value;
  };
}

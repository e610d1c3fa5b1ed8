/**
 * Replace a method of a shared object, and return the way back.
 *
 * If somebody has wrapped ours since, taking it out would take theirs out too: then ours stays in place
 * and merely passes through.
 */
export function patch<K extends string, M>(
  owner: { [name in K]: M },
  name: K,
  wrap: (original: M, isActive: () => boolean) => M,
): () => void {
  const original = owner[name];
  const hadOwn = Object.prototype.hasOwnProperty.call(owner, name);
  let isActive = true;
  const wrapped = wrap(original, () => isActive);
  owner[name] = wrapped;
  return () => {
    isActive = false;
    if (owner[name] !== wrapped) return;
    if (hadOwn) owner[name] = original;
    else delete (owner as Partial<{ [name in K]: M }>)[name];
  };
}

import type { Role, RoleRights } from './api';

export interface RoleInWords {
  role: Role;
  /** A weaker role whose rights this one has too. */
  includes: Role | null;
  /** What it may besides. */
  verbs: readonly string[];
}

/** Each role as the strongest role that it includes, and what it adds to it. */
export function inWords(roles: readonly RoleRights[]): RoleInWords[] {
  return roles.map((one) => {
    const weaker = roles
      .filter(({ role, verbs }) => role !== one.role && verbs.length < one.verbs.length && verbs.every((verb) => one.verbs.includes(verb)))
      .sort((a, b) => b.verbs.length - a.verbs.length)[0];
    return {
      role: one.role,
      includes: weaker?.role ?? null,
      verbs: one.verbs.filter((verb) => !weaker?.verbs.includes(verb)),
    };
  });
}

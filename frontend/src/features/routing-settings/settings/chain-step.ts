/** With the slug of a team behind it, what gives the ticket to that team. */
export const TO_TEAM = 'reassign_team:';

const MOVES = new Set(['escalate_tier', 'reassign_senior', 'reassign_csm', 'reassign_on_call']);

/** Whether an action gives the ticket to somebody else; a step has one of these at most. */
const moves = (action: string): boolean => MOVES.has(action) || action.startsWith(TO_TEAM);

/** A step with an action more or less; one that gives the ticket away takes the place of another. */
export function switched(step: readonly string[], action: string, isOn: boolean): string[] {
  const others = step.filter((one) => one !== action && !(isOn && moves(action) && moves(one)));
  return isOn ? [...others, action] : others;
}

/** A step that gives the ticket to the team with this slug, or to no team. */
export function withTeam(step: readonly string[], slug: string): string[] {
  const others = step.filter((one) => !one.startsWith(TO_TEAM));
  return slug === '' ? others : switched(others, `${TO_TEAM}${slug}`, true);
}

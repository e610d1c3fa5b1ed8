import type { Team } from '@/shared/api';
import type { Colleague, Skill } from './api';

/** Parts of the list of people. */
export const SHOWN = ['all', 'online', 'no_two_factor', 'invited', 'deactivated'] as const;
export type Shown = (typeof SHOWN)[number];

const BELONGS: Record<Shown, (colleague: Colleague) => boolean> = {
  all: () => true,
  online: ({ state, presence }) => state === 'active' && presence === 'online',
  no_two_factor: ({ state, second_steps: steps }) => state === 'active' && steps.length === 0,
  invited: ({ state }) => state === 'invited',
  deactivated: ({ state }) => state === 'deactivated',
};

/** How many people each part has. */
export function countsOf(colleagues: readonly Colleague[]): Record<Shown, number> {
  const counts = { all: 0, online: 0, no_two_factor: 0, invited: 0, deactivated: 0 };
  for (const part of SHOWN) counts[part] = colleagues.filter(BELONGS[part]).length;
  return counts;
}

export interface Wanted {
  show: Shown;
  /** Every word of it stands in the name, the address or a skill. */
  text: string;
}

/** The people of one part that a search finds; whoever has left stands at the end. */
export function found(colleagues: readonly Colleague[], { show, text }: Wanted, skills: readonly Skill[]): Colleague[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const names = new Map(skills.map(({ id, name }) => [id, name]));
  const rows = colleagues.filter((colleague) => {
    if (!BELONGS[show](colleague)) return false;
    const about = [colleague.name, colleague.email, ...colleague.skills.map(({ id }) => names.get(id) ?? '')].join('\n').toLocaleLowerCase();
    return words.every((word) => about.includes(word));
  });
  const gone = ({ state }: Colleague): number => (state === 'deactivated' ? 1 : 0);
  return rows.sort((a, b) => gone(a) - gone(b));
}

/** Teams in the order of their tiers, those outside of them last, by name within each. */
export function byTier(teams: readonly Team[]): Team[] {
  const tierOf = ({ tier }: Team): number => tier ?? Infinity;
  return [...teams].sort((a, b) => (tierOf(a) === tierOf(b) ? a.name.localeCompare(b.name) : tierOf(a) - tierOf(b)));
}

import { dense, idIn, textIn } from '@/shared/lib/address';
import { SHOWN, type Shown } from './colleagues';

/** What may stand behind the ? of each address; anything else is dropped. */

export interface PeopleSearch {
  q?: string;
  /** Without it, everybody. */
  show?: Exclude<Shown, 'all'>;
  /** The person whose panel is open. */
  person?: number;
  panel?: 'invite';
}

export interface TeamsSearch {
  /** The team whose panel is open. */
  team?: number;
  panel?: 'new';
}

export interface HoursSearch {
  /** Whose hours; without it, one's own. */
  person?: number;
}

export const hoursSearch = (raw: Record<string, unknown>): HoursSearch => dense({ person: idIn(raw.person) });

export function peopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const show = SHOWN.find((known): known is Exclude<Shown, 'all'> => known === raw.show && known !== 'all');
  const panel = raw.panel === 'invite' ? 'invite' : undefined;
  return dense({ q: textIn(raw.q), show, person: panel ? undefined : idIn(raw.person), panel });
}

export function teamsSearch(raw: Record<string, unknown>): TeamsSearch {
  const panel = raw.panel === 'new' ? 'new' : undefined;
  return dense({ team: panel ? undefined : idIn(raw.team), panel });
}

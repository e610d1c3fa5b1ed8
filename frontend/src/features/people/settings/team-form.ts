import type { Team } from '@/shared/api';
import type { TeamInput } from './api';

export type TierChoice = '1' | '2' | '3' | '';
export const TIERS: readonly TierChoice[] = ['1', '2', '3', ''];

/** The text key of a tier. */
export const tierKey = (tier: number | TierChoice | null): string => String(tier || 'none');

export interface Member {
  id: number;
  is_lead: boolean;
}

export interface TeamValues {
  name: string;
  tier: TierChoice;
  description: string;
  brand_ids: number[];
  members: Member[];
}

export function valuesOf(team: Team | null): TeamValues {
  const tier = TIERS.find((known) => known === String(team?.tier ?? '')) ?? '';
  return {
    name: team?.name ?? '',
    tier: team ? tier : '1',
    description: team?.description ?? '',
    brand_ids: [...(team?.brand_ids ?? [])].sort((a, b) => a - b),
    members: (team?.members ?? []).map(({ id, is_lead }) => ({ id, is_lead })),
  };
}

/** What the server takes as a team; its members are set apart. */
export function inputOf(values: TeamValues): TeamInput {
  return {
    name: values.name.trim(),
    tier: values.tier === '' ? null : Number(values.tier),
    description: values.description.trim(),
    brand_ids: values.brand_ids,
  };
}

/** The part of it that has changed. */
export function changeOf(values: TeamValues, changed: readonly (keyof TeamValues)[]): Partial<TeamInput> {
  return Object.fromEntries(Object.entries(inputOf(values)).filter(([name]) => changed.includes(name as keyof TeamValues)));
}

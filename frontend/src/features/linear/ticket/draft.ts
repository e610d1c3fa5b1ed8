import type { Proposal } from '../api';

export type Way = 'create' | 'join' | 'link';

/** What a person decides in the dialog. */
export interface Draft {
  request_id: string;
  way: Way;
  title: string;
  description: string;
  team: string;
  project: string;
  labels: string[];
  priority: number;
  shares_customer: boolean;
  issue: number | null;
  comment: string;
  address: string;
}

/** It begins with joining where an open issue is likely the same: a second one is the worse mistake. */
export function draftOf(proposal: Proposal): Draft {
  const [best] = proposal.candidates;
  const isSame = best?.is_likely ?? false;
  return {
    request_id: crypto.randomUUID(),
    way: isSame ? 'join' : 'create',
    title: proposal.title,
    description: proposal.description,
    team: proposal.team || (proposal.catalog.teams[0]?.id ?? ''),
    project: proposal.project,
    labels: proposal.labels,
    priority: proposal.priority,
    shares_customer: proposal.customer !== '',
    issue: isSame && best ? best.issue.id : null,
    comment: isSame && best ? best.comment : '',
    address: '',
  };
}

export function isComplete(draft: Draft): boolean {
  if (draft.way === 'create') return draft.title.trim() !== '' && draft.team !== '';
  return draft.way === 'join' ? draft.issue !== null : draft.address.trim() !== '';
}

/** The options of a list that fit a team. */
export const forTeam = <One extends { teams: string[] }>(options: readonly One[], team: string): One[] =>
  options.filter(({ teams }) => teams.length === 0 || teams.includes(team));

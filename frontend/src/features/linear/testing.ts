import type { EngineeringIssue, Proposal, TicketIssue, TrackerSettings } from './api';

export const issue = (given: Partial<EngineeringIssue> = {}): EngineeringIssue => ({
  id: 3,
  key: 'DATA-2231',
  url: 'https://linear.app/halyard/issue/DATA-2231/stale-session',
  title: 'Key rotation leaves a stale session',
  state: 'there',
  problem: '',
  status: 'In Progress',
  status_kind: 'started',
  assignee: 'Mara Lindqvist',
  cycle: 'Cycle 7',
  due_on: '',
  tickets: 3,
  customers: 2,
  revenue: 193000,
  ...given,
});

export const linked = (given: Partial<TicketIssue> = {}): TicketIssue => ({
  id: 9,
  how: 'created',
  state: 'done',
  problem: '',
  made_at: '2020-02-03T08:00:00Z',
  is_automatic: false,
  issue: issue(),
  ...given,
});

const team = { id: 'team-data', name: 'Data', teams: [], is_public: false };

export const proposal = (given: Partial<Proposal> = {}): Proposal => ({
  tracker: 'Linear',
  system: 'linear',
  kind: 'bug',
  is_defect: true,
  parts: [
    { name: 'expected', value: 'rows for the day', confidence: 0.85, is_sure: true, origin: 'message' },
    { name: 'severity', value: 'P3', confidence: 0.4, is_sure: false, origin: 'triage' },
  ],
  missing: ['environment'],
  codes: ['HLY-4012'],
  title: 'Export is empty (HLY-4012)',
  description: '**Expected**\nrows for the day',
  customer: 'Kestrel Freight, Enterprise, $184,000 a year',
  team: 'team-data',
  project: '',
  labels: ['label-bug'],
  priority: 2,
  catalog: { teams: [team], projects: [], labels: [{ id: 'label-bug', name: 'Bug', teams: [], is_public: false }] },
  candidates: [],
  ...given,
});

export const settings = (given: Partial<TrackerSettings> = {}): TrackerSettings => ({
  version: 4,
  team: 'team-data',
  project: '',
  areas: [],
  labels: { bug: ['label-bug'] },
  priorities: {},
  shares_customer: true,
  shares_revenue: true,
  drafts_answers: true,
  answers: {},
  automatic_kinds: [],
  automatic_a_day: 10,
  default_answers: { en: 'Hi {name}', de: 'Guten Tag {name}' },
  catalog: { teams: [team], projects: [], labels: [{ id: 'label-bug', name: 'Bug', teams: [], is_public: false }] },
  catalog_at: '2020-02-03T08:00:00Z',
  changed_by: null,
  changed_at: null,
  ...given,
});

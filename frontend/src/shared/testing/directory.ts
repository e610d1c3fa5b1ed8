import type { Brand, ChannelRule, Contact, SavedView, StaffUser, Team } from '../api';

/** Colleagues, teams and the like for tests; give what the test is about. */

export const staffUser = (id: number, name: string, given: Partial<StaffUser> = {}): StaffUser => ({
  id,
  name,
  email: '',
  title: '',
  picture: null,
  role: 'agent',
  can_answer: true,
  presence: 'online',
  team_ids: [],
  skills: [],
  capacity: { chat: 3, email: 10 },
  ...given,
});

export const team = (id: number, name: string, given: Partial<Team> = {}): Team => ({
  id,
  version: 1,
  name,
  slug: name.toLowerCase(),
  tier: 2,
  description: '',
  members: [],
  brand_ids: [],
  can_answer: true,
  ...given,
});

export const brand = (id: number, name: string, given: Partial<Brand> = {}): Brand => ({
  id,
  name,
  slug: name.toLowerCase(),
  color: '#0a5f6a',
  support_email: '',
  is_default: true,
  widget_key: 'wk_1',
  replies_by_email: true,
  ...given,
});

export const savedView = (id: number, name: string, given: Partial<SavedView> = {}): SavedView => ({
  id,
  name,
  kind: 'personal',
  team_id: null,
  owner_id: 5,
  query: 'is:open',
  sort: 'due',
  columns: [],
  position: 0,
  ...given,
});

export const contact = (id: number, name: string, given: Partial<Contact> = {}): Contact => ({
  id,
  public_id: `c0000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? 'who'}@kestrel.example`,
  title: '',
  phone: '',
  locale: 'en',
  timezone: 'Europe/London',
  company: { id: 3, name: 'Kestrel Freight', segment: 'enterprise' },
  is_visitor: false,
  is_blocked: false,
  merged_into: null,
  custom: {},
  created_at: '2022-03-01T09:00:00Z',
  ...given,
});

export const channelRule = (channel: ChannelRule['channel'], given: Partial<ChannelRule> = {}): ChannelRule => ({
  channel,
  is_on: true,
  brand: null,
  team: null,
  type: '',
  reply_by: '',
  leaves_by: 'email',
  tells_customer: false,
  version: 4,
  changed_at: null,
  changed_by: null,
  ...given,
});

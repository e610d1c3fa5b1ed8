/**
 * Query keys of the workspace, in one place, because live events of one feature patch the lists of
 * another.
 */
export const keys = {
  session: ['session'] as const,
  me: ['me'] as const,
  users: ['users'] as const,
  teams: ['teams'] as const,
  brands: ['brands'] as const,
  channelRules: ['channels'] as const,
  tags: ['tags'] as const,
  views: ['views'] as const,
  viewCounts: ['views', 'counts'] as const,
  /** Prefix of every ticket list; a full key appends its filters. */
  ticketLists: ['tickets', 'list'] as const,
  ticketList: (filters: Readonly<Record<string, unknown>>) => ['tickets', 'list', filters] as const,
  ticket: (number: number) => ['tickets', 'detail', number] as const,
  timeline: (number: number) => ['tickets', 'timeline', number] as const,
  ticketPart: (number: number, part: string) => ['tickets', 'part', number, part] as const,
  companies: ['companies'] as const,
  company: (id: number) => ['companies', id] as const,
  contacts: ['contacts'] as const,
  contact: (id: number) => ['contacts', id] as const,
  articles: ['articles'] as const,
  article: (id: number) => ['articles', id] as const,
  search: (query: string) => ['search', query] as const,
  notices: ['notices'] as const,
};

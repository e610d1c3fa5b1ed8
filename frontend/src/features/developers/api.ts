import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Token = Schemas['ApiToken'];
export type NewToken = Schemas['NewApiToken'];
export type Area = Schemas['Scope'];
export type Whose = 'mine' | 'all';

const PAGE_SIZE = 100;
const A_MINUTE = 60_000;

const tokensKey = ['tokens'] as const;

/** Every token: a list that is counted in the browser has to be whole. */
async function allTokens(whose: Whose, signal: AbortSignal): Promise<Token[]> {
  const found: Token[] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas['ApiTokenPage'] = await api.get('/tokens', { query: { whose, cursor, limit: PAGE_SIZE }, signal });
    found.push(...page.results);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export const tokensQuery = (whose: Whose) =>
  queryOptions({
    queryKey: [...tokensKey, whose],
    queryFn: ({ signal }) => allTokens(whose, signal),
    // The last use is known to the minute.
    refetchInterval: A_MINUTE,
  });

export const areasQuery = queryOptions({
  queryKey: ['scopes'],
  queryFn: ({ signal }) => api.get('/scopes', { signal }).then(({ results }) => results),
  staleTime: Infinity,
});

export const tokensApi = {
  key: tokensKey,
  // A token's text is told once and kept nowhere, so that the server repeats no answer with it and refuses a key.
  create: (body: BodyOf<'/tokens', 'post'>) => api.post('/tokens', { body, idempotencyKey: null }),
  rotate: (id: number, body: BodyOf<'/tokens/{token_id}/rotate', 'post'>) =>
    api.post('/tokens/{token_id}/rotate', { path: { token_id: id }, body, idempotencyKey: null }),
  revoke: (id: number) => api.delete('/tokens/{token_id}', { path: { token_id: id } }),
};

import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Macro = Schemas['Macro'];
export type MacroActions = Schemas['MacroActions'];
export type Starter = Schemas['Starter'];
export type Variable = Schemas['Variable'];
export type Tried = Schemas['TriedMacro'];
export type MacroBody = BodyOf<'/macros', 'post'>;

export const macroKeys = { all: ['macros'] as const, starters: ['macros', 'starters'] as const };

export const macrosQuery = queryOptions({
  queryKey: ['macros', 'list'] as const,
  queryFn: ({ signal }) => api.get('/macros', { signal }),
});
export const startersQuery = queryOptions({
  queryKey: macroKeys.starters,
  queryFn: ({ signal }) => api.get('/macros/starters', { signal }).then(({ results }) => results),
});

export const macrosApi = {
  create: (body: MacroBody) => api.post('/macros', { body }),
  change: (id: number, version: number, body: Partial<MacroBody>) =>
    api.patch('/macros/{macro_id}', { path: { macro_id: id }, body, ifMatch: version }),
  remove: (id: number) => api.delete('/macros/{macro_id}', { path: { macro_id: id } }),
  take: (keys: string[]) => api.post('/macros/starters', { body: { keys } }),
  tryOn: (number: number, body: BodyOf<'/tickets/{number}/macros/try', 'post'>, signal: AbortSignal) =>
    api.post('/tickets/{number}/macros/try', { path: { number }, body, signal }),
};

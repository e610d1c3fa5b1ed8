import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, keys, type Brand, type ChannelRule, type Me, type SavedView, type StaffUser, type Team } from '../api';

const FIVE_MINUTES = 300_000;

const rows = async <Row>(page: Promise<{ results: Row[] }>): Promise<Row[]> => (await page).results;

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: () => api.get('/me'), staleTime: FIVE_MINUTES });
const usersQuery = queryOptions({ queryKey: keys.users, queryFn: () => rows(api.get('/users')), staleTime: FIVE_MINUTES });
const teamsQuery = queryOptions({ queryKey: keys.teams, queryFn: () => rows(api.get('/teams')), staleTime: FIVE_MINUTES });
const brandsQuery = queryOptions({ queryKey: keys.brands, queryFn: () => rows(api.get('/brands')), staleTime: FIVE_MINUTES });
const tagsQuery = queryOptions({ queryKey: keys.tags, queryFn: () => rows(api.get('/tags')), staleTime: FIVE_MINUTES });
export const viewsQuery = queryOptions({ queryKey: keys.views, queryFn: () => rows(api.get('/views')), staleTime: FIVE_MINUTES });
export const viewCountsQuery = queryOptions({
  queryKey: keys.viewCounts,
  queryFn: () => api.get('/views/counts'),
  staleTime: 10_000,
});

export const channelRulesQuery = queryOptions({
  queryKey: keys.channelRules,
  queryFn: () => rows(api.get('/channels')),
  staleTime: FIVE_MINUTES,
});

/** What holds for a channel without a screen of its own; undefined until it is known. */
export const useChannelRule = (channel: ChannelRule['channel']): ChannelRule | undefined =>
  useQuery(channelRulesQuery).data?.find((one) => one.channel === channel);

const NO_ROWS: readonly never[] = [];

/** The signed-in person; undefined only before the guard has loaded them. */
export const useMe = (): Me | undefined => useQuery(meQuery).data;

/** Whether the role allows a verb such as `article.publish`. */
export const useMay = (verb: string): boolean => useMe()?.verbs.includes(verb) ?? false;

/** Stands among the verbs while others answer customers too: screens of teams and routing need it. */
export const COLLEAGUES = 'colleagues';

/** What the role allows, and whether there are colleagues to give work to. */
export const grantsOf = (me: Pick<Me, 'verbs' | 'is_alone'> | null | undefined): readonly string[] =>
  me?.is_alone ? me.verbs : [...(me?.verbs ?? []), COLLEAGUES];

export const useGrants = (): readonly string[] => grantsOf(useMe());

export const useUsers = (): readonly StaffUser[] => useQuery(usersQuery).data ?? NO_ROWS;
export const useTeams = (): readonly Team[] => useQuery(teamsQuery).data ?? NO_ROWS;
export const useBrands = (): readonly Brand[] => useQuery(brandsQuery).data ?? NO_ROWS;
export const useTags = (isEnabled = true): readonly string[] =>
  useQuery({ ...tagsQuery, enabled: isEnabled }).data ?? NO_ROWS;
export const useViews = (): readonly SavedView[] => useQuery(viewsQuery).data ?? NO_ROWS;

const COUNT_CAP = 999;

/** Counts by view id as text to show: "12", "999+", undefined while unknown. */
export function useViewCounts(): (viewId: number) => string | undefined {
  const counts = useQuery(viewCountsQuery).data;
  return (viewId) => {
    const count = counts?.[String(viewId)];
    if (count === undefined) return undefined;
    return count > COUNT_CAP ? `${COUNT_CAP}+` : String(count);
  };
}

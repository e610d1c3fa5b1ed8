export {
  meQuery,
  useBrands,
  useMay,
  useMe,
  useTags,
  useTeams,
  useUsers,
  useViewCounts,
  useViews,
  viewCountsQuery,
  viewsQuery,
} from './queries';

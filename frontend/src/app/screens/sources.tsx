import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { SourcesScreen } from '@/features/kb-sources';

const route = getRouteApi('/staff/kb/sources');

export function SourcesRoute() {
  const navigate = useNavigate();
  return <SourcesScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/kb/sources', search, replace: true })} />;
}

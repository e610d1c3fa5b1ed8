import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { InsightsScreen } from '@/features/insights/insights-screen';

const route = getRouteApi('/staff/insights');

export function InsightsRoute() {
  const navigate = useNavigate();
  return <InsightsScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/insights', search, replace: true })} />;
}

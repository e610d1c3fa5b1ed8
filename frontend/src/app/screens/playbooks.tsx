import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { PlaybooksScreen } from '@/features/playbooks/playbooks-screen';

const route = getRouteApi('/staff/insights/playbooks');

export function PlaybooksRoute() {
  const navigate = useNavigate();
  return <PlaybooksScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/insights/playbooks', search, replace: true })} />;
}

import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { NoticesScreen } from '@/features/notices';

const list = getRouteApi('/staff/notices');

export function NoticesRoute() {
  const navigate = useNavigate();
  return <NoticesScreen search={list.useSearch()} onSearch={(search) => void navigate({ to: '/notices', search, replace: true })} />;
}

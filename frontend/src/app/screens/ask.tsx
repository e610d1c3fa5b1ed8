import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { AskScreen } from '@/features/insights/ask-screen';

const route = getRouteApi('/staff/insights/ask');

export function AskRoute() {
  const navigate = useNavigate();
  return <AskScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/insights/ask', search })} />;
}

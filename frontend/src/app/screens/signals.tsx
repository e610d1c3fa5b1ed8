import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { SignalsScreen } from '@/features/signals/signals-screen';

const route = getRouteApi('/staff/insights/signals');

export function SignalsRoute() {
  const navigate = useNavigate();
  return <SignalsScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/insights/signals', search, replace: true })} />;
}

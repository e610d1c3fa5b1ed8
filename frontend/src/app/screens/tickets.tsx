import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { TicketsScreen } from '@/features/tickets';

const route = getRouteApi('/staff/tickets');

export function TicketsRoute() {
  const navigate = useNavigate();
  return <TicketsScreen search={route.useSearch()} onSearch={(search) => void navigate({ to: '/tickets', search })} />;
}

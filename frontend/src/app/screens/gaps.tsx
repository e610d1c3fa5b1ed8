import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { GapsScreen, OutcomesScreen, SearchesScreen } from '@/features/kb-gaps';

const gaps = getRouteApi('/staff/kb/gaps');
const searches = getRouteApi('/staff/kb/searches');
const outcomes = getRouteApi('/staff/kb/outcomes');

export function GapsRoute() {
  const navigate = useNavigate();
  return <GapsScreen search={gaps.useSearch()} onSearch={(search) => void navigate({ to: '/kb/gaps', search, replace: true })} />;
}

export function SearchesRoute() {
  const navigate = useNavigate();
  return <SearchesScreen search={searches.useSearch()} onSearch={(search) => void navigate({ to: '/kb/searches', search, replace: true })} />;
}

export function OutcomesRoute() {
  const navigate = useNavigate();
  return <OutcomesScreen search={outcomes.useSearch()} onSearch={(search) => void navigate({ to: '/kb/outcomes', search, replace: true })} />;
}

import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export interface WithAddressProps<Search> {
  parse: (raw: Record<string, unknown>) => Search;
  render: (search: Search, onSearch: (search: Search) => void) => ReactNode;
}

/** Stands in for the route: what stands behind the ? of the address, and a way to change it. */
export function WithAddress<Search extends object>({ parse, render }: WithAddressProps<Search>) {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  return render(parse(raw), (next) => void navigate({ to: '.', search: next as never }));
}

import { Link, useNavigate, useParams, useSearch, type ActiveOptions } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

/**
 * The router's types do not know the addresses that features add, so that these are the only doors to them.
 * `src/app/slots.dom.test.ts` checks that each address exists.
 */
const addressOf = (path: string): '/settings' => `/settings${path}` as '/settings';

export interface SettingsLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Behind `/settings`, such as `/email/log`. */
  path: string;
  search?: object | ((old: object) => object);
  /** The id of a `SettingsField` of that screen: focus goes to it. */
  hash?: string;
  replace?: boolean;
  /** Put on it while its screen is open. */
  activeProps?: { className?: string; 'aria-current'?: 'page' };
  activeOptions?: ActiveOptions;
}

/** A link to a screen of the settings. */
export function SettingsLink({ path, search = {}, ...rest }: SettingsLinkProps) {
  return <Link {...rest} to={addressOf(path)} search={search} />;
}

/** Opens a screen of the settings. */
export function useOpenSettings(): (path: string, options?: { search?: object; hash?: string; replace?: boolean }) => Promise<void> {
  const navigate = useNavigate();
  return (path, { search = {}, hash, replace = false } = {}) =>
    navigate({ to: addressOf(path), search, replace, ...(hash ? { hash } : {}) });
}

/** The address of the open screen: parameters of its path, and its search with a way to change it. */
export function useSettingsAddress<Search extends object>(): {
  params: Readonly<Partial<Record<string, string>>>;
  search: Search;
  onSearch: (search: Search) => void;
} {
  const navigate = useNavigate();
  const params = useParams({ strict: false });
  const search = useSearch({ strict: false });
  return {
    params,
    search: search as Search,
    onSearch: (next) => void navigate({ to: '.', search: next as never, replace: true }),
  };
}

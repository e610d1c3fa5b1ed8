import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const AFTER_MS = 150;
const AT_LEAST_MS = 300;

/**
 * Whether to show the shape of what comes: after 150 ms, then for at least 300 ms, so that a fast
 * answer flashes nothing.
 */
export function useSkeleton(isLoading: boolean): boolean {
  const [shownSince, setShownSince] = useState<number | null>(null);
  useEffect(() => {
    if (isLoading && shownSince === null) {
      const timer = setTimeout(() => setShownSince(Date.now()), AFTER_MS);
      return () => clearTimeout(timer);
    }
    if (!isLoading && shownSince !== null) {
      const timer = setTimeout(() => setShownSince(null), Math.max(0, shownSince + AT_LEAST_MS - Date.now()));
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isLoading, shownSince]);
  return shownSince !== null;
}

export const SkeletonLine = ({ width, isRound = false }: { width: string; isRound?: boolean }) => (
  <span className={`sk${isRound ? ' r' : ''}`} style={{ width, ...(isRound ? { height: width } : {}) }} />
);

/** A region that loads for the first time, named for readers. */
export function Skeleton({ children, label }: { children: ReactNode; label?: string }) {
  const { t } = useTranslation('shared');
  return (
    <div role="img" aria-label={label ?? t('loading')} className="sk-region">
      {children}
    </div>
  );
}

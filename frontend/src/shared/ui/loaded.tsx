import type { ReactNode } from 'react';
import { ErrorState } from './empty';
import { Skeleton, SkeletonLine, useSkeleton } from './skeleton';

const WIDTHS = [64, 52, 70, 58];

export interface LoadedProps<Data> {
  query: { data: Data | undefined; error: unknown; isLoading: boolean; refetch: () => unknown };
  /** Said when it did not load. */
  fault: string;
  children: ReactNode | ((data: Data) => ReactNode);
}

/** Its shape while it loads, why it did not load, or what has loaded. */
export function Loaded<Data>({ query, fault, children }: LoadedProps<Data>) {
  const showsSkeleton = useSkeleton(query.isLoading);
  if (showsSkeleton) {
    return (
      <Skeleton>
        {WIDTHS.map((width) => (
          <SkeletonLine key={width} width={`${width}%`} />
        ))}
      </Skeleton>
    );
  }
  if (query.data !== undefined) return typeof children === 'function' ? children(query.data) : children;
  return query.error ? <ErrorState title={fault} error={query.error} onRetry={() => void query.refetch()} /> : null;
}

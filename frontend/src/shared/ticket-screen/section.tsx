import { useId, type ReactNode } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';

import { useStored } from '../lib/stored';
import { ErrorState, Icon, Skeleton, SkeletonLine, useSkeleton } from '../ui';

interface SectionProps {
  /** Under which the browser remembers whether it is folded. */
  name: string;
  title: string;
  count?: number;
  /** Beside the title. */
  aside?: ReactNode;
  startsFolded?: boolean;
  children: ReactNode;
}

/** A part of the context that folds, and stays so. */
export function Section({ name, title, count, aside, startsFolded = false, children }: SectionProps) {
  const id = useId();
  const [isFolded, setFolded] = useStored(`candor.context.folded.${name}`, startsFolded);
  return (
    <section className="cs" aria-labelledby={id}>
      <h2>
        <button type="button" id={id} aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)}>
          <Icon icon={ChevronDown} size={12} />
          {title}
          {count ? <span className="count">{count}</span> : null}
        </button>
        {aside}
      </h2>
      {!isFolded && <div className="inner">{children}</div>}
    </section>
  );
}

interface PartProps<Data> {
  query: { data: Data | undefined; error: unknown; isPending: boolean; refetch: () => Promise<unknown> };
  /** "Session did not load" */
  failed: string;
  lines?: number;
  children: (data: Data) => ReactNode;
}

/** What a section holds once it is there; its shape before, and its fault in place. */
export function Part<Data>({ query, failed, lines = 3, children }: PartProps<Data>) {
  const isShown = useSkeleton(query.isPending);
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState title={failed} error={query.error} onRetry={() => void query.refetch()} />;
  if (!isShown) return null;
  return (
    <Skeleton>
      {Array.from({ length: lines }, (_, at) => (
        <SkeletonLine key={at} width={`${88 - at * 18}%`} />
      ))}
    </Skeleton>
  );
}

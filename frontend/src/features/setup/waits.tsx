import CircleCheck from 'lucide-react/icons/circle-check';
import type { ReactNode } from 'react';
import { Icon } from '@/shared/ui';

/** What is waited for, or that it has come; the line changes by itself. */
export function Waits({ isDone = false, children }: { isDone?: boolean; children: ReactNode }) {
  return (
    <p className="su-wait" role="status">
      {isDone ? <Icon icon={CircleCheck} size={14} /> : <span className="su-pulse" aria-hidden="true" />}
      <span dir="auto">{children}</span>
    </p>
  );
}

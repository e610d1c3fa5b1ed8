import type { ReactNode } from 'react';
import { FormSection } from '@/shared/ui';

/** A part of the settings that the search leads to by its id. */
export function Part({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  return (
    <div id={id} tabIndex={-1}>
      <FormSection title={title} {...(hint ? { hint } : {})}>
        {children}
      </FormSection>
    </div>
  );
}

import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault, SaveFoot, type Form } from '@/shared/form';
import type { FieldValues } from './field-form';

export interface FormBoxProps {
  form: Form<FieldValues>;
  label: string;
  isNew: boolean;
  isLeaving: RefObject<boolean>;
  children: ReactNode;
}

/** The form of one field, with its foot and the question before it is left unsaved. */
export function FormBox({ form, label, isNew, isLeaving, children }: FormBoxProps) {
  const { t } = useTranslation('fields-settings');
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={label}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} />
        {children}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} {...(isNew ? { action: t('create') } : {})} />
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
    </>
  );
}

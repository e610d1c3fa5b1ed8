import type { ComponentProps, ReactNode } from 'react';
import { useDocumentTitle } from '../lib/document-title';
import { ConnectionBar } from '../realtime';
import { Empty, Loaded, type LoadedProps } from '../ui';
import { LastChange } from './last-change';
import { LeaveGuard } from './leave-guard';
import { SaveFault, SaveFoot } from './save';
import type { Form } from './use-form';

export interface SettingsScreenProps<Data> extends LoadedProps<Data> {
  title: string;
  may: boolean;
  /** What is said where one may not. */
  refused: { title: string; hint: string };
  className?: string;
}

/** A page of settings with one form, for who may change it. */
export function SettingsScreen<Data>({ title, may, refused, className, ...loaded }: SettingsScreenProps<Data>) {
  useDocumentTitle(title);
  return (
    <main className={className ? `pane sp set ${className}` : 'pane sp set'} id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{title}</h1>
      </header>
      <ConnectionBar />
      {may ? <Loaded {...loaded} /> : <Empty title={refused.title}>{refused.hint}</Empty>}
    </main>
  );
}

export interface SettingsFormProps<Values extends object> {
  form: Form<Values>;
  title: string;
  /** Said when it was not saved. */
  failed: string;
  last: ComponentProps<typeof LastChange>;
  /** The verb of the button; without it "Save". */
  action?: string;
  children: ReactNode;
}

/** Its form: the fields, why it was not saved, who changed it last, and the foot. */
export function SettingsForm<Values extends object>({ form, title, failed, last, action, children }: SettingsFormProps<Values>) {
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        {children}
        <SaveFault title={failed} error={form.fault} />
        <LastChange {...last} />
      </form>
      <SaveFoot form={form} {...(action ? { action } : {})} />
      <LeaveGuard isChanged={form.isChanged} />
    </>
  );
}

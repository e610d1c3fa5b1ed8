import type { ComponentProps, ReactNode } from 'react';
import { useDocumentTitle } from '../lib/document-title';
import { ConnectionBar } from '../realtime';
import { Empty, Loaded, type LoadedProps } from '../ui';
import { LastChange } from './last-change';
import { LeaveGuard } from './leave-guard';
import { SaveFault, SaveFoot } from './save';
import type { Form } from './use-form';

export interface SettingsPageProps {
  title: string;
  may: boolean;
  /** What is said where one may not. */
  refused: { title: string; hint?: string };
  className?: string;
  /** Where else it leads, at the end of the head. */
  link?: ReactNode;
  children: ReactNode;
}

/** A page of settings, for who may see it. */
export function SettingsPage({ title, may, refused, className, link, children }: SettingsPageProps) {
  useDocumentTitle(title);
  return (
    <main className={className ? `pane sp set ${className}` : 'pane sp set'} id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{title}</h1>
        <span className="sp" />
        {link}
      </header>
      <ConnectionBar />
      {may ? children : <Empty title={refused.title}>{refused.hint}</Empty>}
    </main>
  );
}

export interface SettingsScreenProps<Data> extends LoadedProps<Data>, Omit<SettingsPageProps, 'children' | 'link'> {}

/** One with a form whose values are loaded. */
export function SettingsScreen<Data>({ title, may, refused, className, ...loaded }: SettingsScreenProps<Data>) {
  return (
    <SettingsPage title={title} may={may} refused={refused} {...(className ? { className } : {})}>
      <Loaded {...loaded} />
    </SettingsPage>
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

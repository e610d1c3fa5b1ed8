import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Badge, Empty, Loaded } from '@/shared/ui';
import { DraftFoot } from './draft-foot';
import type { Editing, useDraft } from './use-draft';
import './assistant.css';

const PAGES = [
  { path: '/assistant', key: 'answers' },
  { path: '/assistant/boundaries', key: 'boundaries' },
  { path: '/assistant/voice', key: 'voice' },
  { path: '/assistant/actions', key: 'actions' },
  { path: '/assistant/trial', key: 'trial' },
  { path: '/assistant/costs', key: 'costs' },
  { path: '/assistant/versions', key: 'versions' },
] as const;

export interface FrameProps {
  page: (typeof PAGES)[number]['key'];
  form: ReturnType<typeof useDraft>;
  /** What stands in the way of saving, in words. */
  lack?: string | null;
  children: (editing: Editing) => ReactNode;
}

/** Head, pages and foot of the assistant's settings; who may only read sees them without a foot. */
export function Frame({ page, form, lack = null, children }: FrameProps) {
  const { t } = useTranslation('assistant-settings');
  const mayRead = useMay('assistant.read');
  const { query, editing } = form;
  useDocumentTitle(`${t(`page.${page}`)} · ${t('title')}`);
  return (
    <main className="pane sp set as" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {editing ? <InForce editing={editing} /> : null}
      </header>
      <ConnectionBar />
      {mayRead ? (
        <>
          <nav className="as-pages" aria-label={t('pages')}>
            {PAGES.map(({ path, key }) => (
              <SettingsLink key={key} path={path} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ className: 'on', 'aria-current': 'page' }}>
                {t(`page.${key}`)}
              </SettingsLink>
            ))}
          </nav>
          <LeaveGuard isChanged={editing?.isChanged ?? false} holds={[]} />
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll as-plain" tabIndex={0} role="region" aria-label={t(`page.${page}`)}>
            <Loaded query={query} fault={t('fault')}>
              {editing ? children(editing) : null}
            </Loaded>
          </div>
          {editing?.mayWrite ? <DraftFoot editing={editing} lack={lack} /> : null}
        </>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}

function InForce({ editing: { live, draft, isChanged } }: { editing: Editing }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const at = live.created_at ? absoluteTime(live.created_at, i18n.language) : '';
  return (
    <span className="as-version">
      {draft || isChanged ? <Badge tone="acc">{t('draft', { version: live.version + 1 })}</Badge> : null}
      {live.content.answers.is_on ? null : <Badge tone="warn">{t('paused')}</Badge>}
      <span className="t3 f12" dir="auto">
        {t('live', { version: live.version, who: live.by_name, at })}
      </span>
    </span>
  );
}

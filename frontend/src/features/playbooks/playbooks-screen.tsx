import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Badge, Button, Empty, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { PLAYBOOKS, playbookQuery, playbooksApi, playbooksQuery } from './api';
import { PlaybookPanel } from './playbook-panel';
import { usePrevented } from './result';
import type { PlaybooksSearch } from './search';
import { useAudience, useTrigger } from './told';
import type { Playbook, Playbooks } from './words';
import './playbooks.css';

export interface PlaybooksScreenProps {
  search: PlaybooksSearch;
  onSearch: (search: PlaybooksSearch) => void;
}

/** Known failures, what is done about each, and whether that helps. */
export function PlaybooksScreen({ search, onSearch }: PlaybooksScreenProps) {
  const { t } = useTranslation('playbooks');
  const { playbook } = search;
  const query = useQuery(playbooksQuery);
  const box = useRef<HTMLDivElement>(null);
  const mayWrite = useMay('insights.write');
  useDocumentTitle(t('title'));
  const close = (): void => {
    onSearch({});
    // The panel takes what had the focus with it.
    requestAnimationFrame(() => (box.current?.querySelector<HTMLElement>(`[data-playbook="${playbook}"]`) ?? box.current)?.focus());
  };
  const isNarrow = isProblem(query.error) && query.error.status === 403;
  return (
    <main className="pane sp pbs" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {mayWrite ? (
          <SettingsLink path="/playbooks" className="link f12">
            {t('together.link')}
          </SettingsLink>
        ) : null}
      </header>
      <ConnectionBar />
      <InsightTabs page="playbooks" />
      {isNarrow ? (
        <Empty title={t('narrow')}>{t('narrowHint')}</Empty>
      ) : (
        <div className={`pbcols${playbook === undefined ? '' : ' has-panel'}`}>
          <div className="scroll pblist" ref={box} tabIndex={-1} role="region" aria-label={t('title')}>
            <Loaded query={query} fault={t('fault')}>
              {(found) => (
                <>
                  <Sum found={found} />
                  {found.results.length === 0 ? (
                    <Empty title={t('none')}>{t('noneHint')}</Empty>
                  ) : (
                    <Table rows={found.results} open={playbook} onOpen={(id) => onSearch({ playbook: id })} />
                  )}
                  <p className="t3 f12 pbfoot">{t('rule', { count: found.together.a_week })}</p>
                  {mayWrite ? <Templates found={found} onMade={(id) => onSearch({ playbook: id })} /> : null}
                </>
              )}
            </Loaded>
          </div>
          {playbook === undefined ? null : <PlaybookPanel key={playbook} id={playbook} onClose={close} />}
        </div>
      )}
    </main>
  );
}

function Sum({ found }: { found: Playbooks }) {
  const { t, i18n } = useTranslation('playbooks');
  const proven = found.results.filter(({ result }) => result.prevented !== null);
  const sum = proven.reduce((all, { result }) => all + (result.prevented?.value ?? 0), 0);
  return (
    <p className="pbsum">
      <b>{proven.length === 0 ? t('sum.none') : t('sum.about', { value: new Intl.NumberFormat(i18n.language).format(Math.round(sum)), count: proven.length })}</b>{' '}
      <span className="t2">{t('sum.rule')}</span>
    </p>
  );
}

function Table({ rows, open, onOpen }: { rows: readonly Playbook[]; open: number | undefined; onOpen: (id: number) => void }) {
  const { t, i18n } = useTranslation('playbooks');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const triggerOf = useTrigger();
  const audienceOf = useAudience();
  const preventedOf = usePrevented();
  return (
    <table className="dt cards pbt">
      <thead>
        <tr>
          {(['what', 'audience', 'action', 'holdout', 'prevented', 'state'] as const).map((column) => (
            <th key={column} scope="col" className={column === 'holdout' ? 'num' : undefined}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.id === open ? 'picked' : ''}>
            <th scope="row">
              <button type="button" className="link med" aria-expanded={row.id === open} data-playbook={row.id} onClick={() => onOpen(row.id)} dir="auto">
                {row.name}
              </button>
              <span className="t2 pbabout" dir="auto">
                {triggerOf(row.content)}
              </span>
            </th>
            <td data-label={t('column.audience')}>{audienceOf(row.content)}</td>
            <td data-label={t('column.action')}>{t(`action.${row.content.action.kind}`)}</td>
            <td data-label={t('column.holdout')} className="num">
              {percent.format(row.content.limits.holdout / 100)}
            </td>
            <td data-label={t('column.prevented')}>{preventedOf(row.result)}</td>
            <td data-label={t('column.state')}>
              <Badge tone={row.is_on ? 'ok' : 'mute'}>{t(row.is_on ? 'on' : 'off')}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What comes along; a second one of the same gets a number, and each can be changed in every part. */
function Templates({ found, onMade }: { found: Playbooks; onMade: (id: number) => void }) {
  const { t } = useTranslation('playbooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const triggerOf = useTrigger();
  const taken = new Set(found.results.map(({ name }) => name));
  const make = useMutation({
    mutationFn: (key: string) => playbooksApi.create(freeName(t(`template.${key}` as 'template.failed_imports'), taken), key),
    onSuccess: async (made) => {
      client.setQueryData(playbookQuery(made.id).queryKey, made);
      await client.invalidateQueries({ queryKey: [...PLAYBOOKS, 'list'] });
      onMade(made.id);
    },
    onError: (error) => toastFailure(t('notMade', { reason: reasonOf(error) })),
  });
  return (
    <section className="pbpart" aria-labelledby="pb-templates">
      <h2 id="pb-templates">{t('templates')}</h2>
      <p className="t2 f12">{t('templatesHint')}</p>
      <ul className="pbtemplates">
        {found.templates.map(({ key, content }) => (
          <li key={key}>
            <span className="sp">
              <b>{t(`template.${key}` as 'template.failed_imports')}</b>
              <span className="t2 pbabout">
                {triggerOf(content)}. {t(`action.${content.action.kind}`)}.
              </span>
            </span>
            <Button size="sm" disabled={make.isPending} aria-label={t('useNamed', { name: t(`template.${key}` as 'template.failed_imports') })} onClick={() => make.mutate(key)}>
              {t('use')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${name} ${number}`;
  }
}

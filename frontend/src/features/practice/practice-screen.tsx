import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Badge, Button, Empty, FormSection, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { attemptsQuery, PRACTICE, practiceApi, setsQuery, type AttemptRow, type Mode, type PracticeSet, type PracticeSets } from './api';
import { DrawForm } from './draw-form';
import { ProgressPart } from './progress-part';
import { SetCases } from './set-cases';

export interface PracticeScreenProps {
  person: number | undefined;
  onPerson: (person: number | undefined) => void;
}

/** Sets to practice, one's own attempts, and for who writes sets how everybody gets on. */
export function PracticeScreen({ person, onPerson }: PracticeScreenProps) {
  const { t } = useTranslation('practice');
  const may = useMay('practice.use');
  const mayWrite = useMay('practice.write');
  const query = useQuery({ ...setsQuery, enabled: may });
  return (
    <SettingsPage title={t('title')} may={may} refused={{ title: t('refused') }} className="prx">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
        <p className="hint pri">{t('about')}</p>
        <FormSection id="sets" title={t('sets')} isWide>
          <Loaded query={query} fault={t('fault')}>
            {(found) => <Sets found={found} />}
          </Loaded>
        </FormSection>
        {mayWrite ? (
          <FormSection title={t('progress.title')} hint={t('progress.hint')} isWide>
            <ProgressPart person={person} onPerson={onPerson} />
          </FormSection>
        ) : null}
        <FormSection id="attempts" title={t(person === undefined ? 'attempts' : 'theirs')} isWide>
          <Attempts person={person} />
        </FormSection>
      </div>
    </SettingsPage>
  );
}

function Sets({ found }: { found: PracticeSets }) {
  const { t } = useTranslation('practice');
  return (
    <>
      {found.results.length === 0 ? <Empty title={t('noSets')} /> : null}
      <ul className="prl">
        {found.results.map((one) => (
          <SetRow key={one.id} set={one} mayWrite={found.may_write} />
        ))}
      </ul>
      {found.may_write ? <DrawForm runbooks={found.runbooks} /> : null}
    </>
  );
}

function SetRow({ set, mayWrite }: { set: PracticeSet; mayWrite: boolean }) {
  const { t } = useTranslation('practice');
  const open = useOpenSettings();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const begin = useMutation({
    mutationFn: (mode: Mode) => practiceApi.begin(set.id, mode),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: PRACTICE });
      await open(`/practice/${id}`);
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const busy = (mode: Mode): string | null => (begin.isPending && begin.variables === mode ? t('beginning') : null);
  const lacks = set.article === null ? t('noRunbook') : set.cases === 0 ? t('noCases') : null;
  return (
    <li>
      <p className="row g1 wraps">
        <b dir="auto">{set.name}</b>
        <Badge tone="mute">{set.category}</Badge>
        <span className="t3 f12">{t('done', { done: set.finished, count: set.cases })}</span>
      </p>
      {set.article ? (
        <p className="t3 f12" dir="auto">
          {t('by', { title: set.article.title })}
        </p>
      ) : null}
      <p className="row g1 wraps">
        {(['replay', 'played'] as const).map((mode) => (
          <Button key={mode} size="sm" unavailable={lacks} busy={busy(mode)} aria-label={t(`begin.${mode}Named`, { name: set.name })} onClick={() => begin.mutate(mode)}>
            {t(`begin.${mode}`)}
          </Button>
        ))}
      </p>
      {mayWrite ? <SetCases set={set} /> : null}
    </li>
  );
}

function Attempts({ person }: { person: number | undefined }) {
  const { t } = useTranslation('practice');
  const query = useInfiniteQuery(attemptsQuery(person));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Loaded query={query} fault={t('fault')}>
      {rows.length === 0 ? <p className="t3">{t('noAttempts')}</p> : null}
      <ul className="prl">
        {rows.map((row) => (
          <AttemptLine key={row.id} row={row} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button size="sm" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </Loaded>
  );
}

function AttemptLine({ row }: { row: AttemptRow }) {
  const { t, i18n } = useTranslation('practice');
  return (
    <li className="row g1 wraps">
      <SettingsLink path={`/practice/${row.id}`} className="link" dir="auto">
        {row.subject}
      </SettingsLink>
      <span className="t3 f12" dir="auto">
        {[row.set.name, t(`mode.${row.mode}`), absoluteTime(row.started_at, i18n.language)].join(' · ')}
      </span>
      <Badge tone={row.finished_at ? 'ok' : 'acc'}>{t(row.finished_at ? 'state.finished' : 'state.open')}</Badge>
    </li>
  );
}

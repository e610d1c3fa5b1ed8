import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { MarkLine, StepRow } from '@/shared/runbook';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { toastFailure, useReasonOf } from '@/shared/ui';
import { runbooksApi, type MarkBody, type Runbook, type RunbookMark, type TicketRunbooks as Found } from './api';

/** The steps of handling a ticket of this category, from internal articles, and what became of them here. */
export function TicketRunbooks() {
  const { t } = useTranslation('runbooks');
  const { ticket } = useTicketPort();
  const query = useTicketPart(ticket.number, runbooksApi.part, runbooksApi.read);
  const list = useRef<HTMLDivElement>(null);
  const found = query.data;
  const isEmpty = found && found.results.length === 0 && found.earlier.length === 0;
  const next = (): void => {
    const boxes = boxesOf(list);
    (boxes.find((box) => !box.checked) ?? boxes[0])?.focus();
  };
  useShortcuts(t('title'), [{ keys: 'd', label: t('keys.next'), run: next }], Boolean(found?.results.length));
  if (isEmpty) return null;
  const open = found?.results.flatMap(({ steps }) => steps).filter(({ mark, kind }) => !mark && kind !== 'escalate').length;
  return (
    <Section name="runbooks" title={t('title')} count={open ?? 0}>
      <Part query={query} failed={t('failed')}>
        {(data) => (
          // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows walk the boxes inside
          <div ref={list} onKeyDown={(event) => walk(event, list)}>
            {data.results.map((one) => (
              <Steps key={one.article.id} runbook={one} mayMark={data.may_mark} number={ticket.number} />
            ))}
            {data.earlier.length > 0 ? <Earlier marks={data.earlier} /> : null}
          </div>
        )}
      </Part>
    </Section>
  );
}

const boxesOf = (list: RefObject<HTMLDivElement | null>): HTMLInputElement[] => [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])];

function walk(event: KeyboardEvent, list: RefObject<HTMLDivElement | null>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const boxes = boxesOf(list);
  const at = boxes.indexOf(event.target as HTMLInputElement);
  if (by === undefined || at < 0) return;
  event.preventDefault();
  boxes[at + by]?.focus();
}

/** Sends a mark; the answer is the whole panel, so that what a colleague did in between is there, too. */
function useMark(number: number, articleId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Omit<MarkBody, 'article_id'>) => runbooksApi.mark(number, { ...body, article_id: articleId }),
    onSuccess: (found) => client.setQueryData<Found>(keys.ticketPart(number, runbooksApi.part), found),
    onError: () => client.invalidateQueries({ queryKey: keys.ticketPart(number, runbooksApi.part) }),
  });
}

function Steps({ runbook, mayMark, number }: { runbook: Runbook; mayMark: boolean; number: number }) {
  const { article, steps, version } = runbook;
  const { t } = useTranslation('runbooks');
  const { askHelp } = useTicketPort();
  const reasonOf = useReasonOf();
  const mark = useMark(number, article.id);
  const send = (step: string) => (given: Omit<MarkBody, 'article_id' | 'step'>) =>
    mark.mutateAsync({ ...given, step }).then(
      () => true,
      (error: unknown) => {
        toastFailure(reasonOf(error));
        return false;
      },
    );
  return (
    <>
      <p className="f12">
        <Link to="/kb/$id" params={{ id: String(article.id) }} className="link" dir="auto">
          {article.title}
        </Link>{' '}
        <span className="t3">{t('version', { version })}</span>
      </p>
      <ul className="rbk" aria-label={article.title}>
        {steps.map((step) => (
          <StepRow
            key={step.key}
            step={step}
            mark={step.mark}
            mayMark={mayMark}
            isBusy={mark.isPending}
            onMark={send(step.key)}
            onHelp={askHelp ? () => askHelp(() => void send(step.key)({ state: 'done' })) : null}
          />
        ))}
      </ul>
    </>
  );
}

/** What was noted by another runbook, or by a step that is gone: it stays said. */
function Earlier({ marks }: { marks: readonly RunbookMark[] }) {
  const { t } = useTranslation('runbooks');
  return (
    <details>
      <summary className="f12">{t('earlier', { count: marks.length })}</summary>
      <ul className="rbk">
        {marks.map((mark, at) => (
          <li key={at}>
            <span dir="auto">{mark.text}</span>
            <MarkLine mark={mark} limit={mark.limit} unit={mark.unit} />
          </li>
        ))}
      </ul>
    </details>
  );
}

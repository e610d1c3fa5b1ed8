import { Link } from '@tanstack/react-router';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '../lib/dates';
import { Badge, Icon, IconButton } from '../ui';
import type { Tone } from '../ui';
import './review.css';

export interface ReviewedConversationProps {
  number: number;
  subject: string;
  /** Why it is here, each in words. */
  marks: readonly { words: string; tone: Tone }[];
  words: { label: string; back: string; openTicket: string; said: string };
  /** Of the feature, for what is its own on narrow screens. */
  className: string;
  wraps?: boolean;
  onBack: () => void;
  children: ReactNode;
}

/** A conversation beside what is judged about it. */
export function ReviewedConversation({ number, subject, marks, words, className, wraps = false, onBack, children }: ReviewedConversationProps) {
  return (
    <section className={`rwc ${className}`} aria-label={words.label}>
      <header className={wraps ? 'bar wraps' : 'bar'}>
        <span className="rw-back">
          <IconButton label={words.back} onClick={onBack}>
            <Icon icon={ArrowLeft} />
          </IconButton>
        </span>
        <h2 className="ell" dir="auto">
          {subject}
        </h2>
        {marks.map(({ words: mark, tone }) => (
          <Badge key={mark} tone={tone}>
            {mark}
          </Badge>
        ))}
        <span className="sp" />
        <Link className="btn" to="/inbox/$number" params={{ number: String(number) }}>
          {words.openTicket}
        </Link>
      </header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rwt" tabIndex={0} role="region" aria-label={words.said}>
        {children}
      </div>
    </section>
  );
}

function Moment({ at }: { at: string }) {
  const { i18n } = useTranslation();
  return (
    <time className="t3 f11 nw" dateTime={at}>
      {absoluteTime(at, i18n.language)}
    </time>
  );
}

export interface SpokenMessageProps {
  at: string;
  text: string;
  /** Who says it, with what is to be known about that. */
  head: ReactNode;
  /** What is judged: a person's words or an answer of the assistant. */
  mark?: 'is-mine' | 'is-answer' | undefined;
  children?: ReactNode;
}

/** Something that somebody said. */
export function SpokenMessage({ at, text, head, mark, children }: SpokenMessageProps) {
  return (
    <article className={mark ? `rwm ${mark}` : 'rwm'}>
      <header className="row">
        {head}
        <span className="sp" />
        <Moment at={at} />
      </header>
      <p className="rwx" dir="auto">
        {text}
      </p>
      {children}
    </article>
  );
}

/** Something that happened, such as a rating. */
export function SpokenLine({ at, children }: { at: string; children: ReactNode }) {
  return (
    <p className="rwn">
      <span dir="auto">{children}</span>
      <Moment at={at} />
    </p>
  );
}

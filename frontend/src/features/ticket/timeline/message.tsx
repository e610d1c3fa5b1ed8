import { useTranslation } from 'react-i18next';

import { AiGlyph, AiSign, AssistantAvatar, Avatar, ChannelIcon, CitationChip, Confidence, useShownName } from '@/shared/ui';

import { besideText, citationsOf, confidenceOf, isMail, originOf } from '../model/payload';
import type { Entry } from '../types';
import { Attachments } from './attachments';
import { EntryParts } from './entry-parts';
import { EntryTime } from './entry-time';
import { MessageBody } from './message-body';

/** What a customer, a person of ours or the assistant wrote to the other side. */
export function Message({ entry }: { entry: Entry }) {
  const { t } = useTranslation(['ticket', 'shared']);
  const shown = useShownName();
  const isAssistant = entry.author.kind === 'assistant';
  const isSystem = entry.author.kind === 'system';
  const citations = citationsOf(entry);
  const confidence = confidenceOf(entry);
  const origin = originOf(entry);
  const isMarked = /\[\d{1,2}\]/.test(entry.body_text);

  return (
    <article className={entry.is_redacted ? 'ev redacted' : 'ev'} aria-label={authorName()}>
      <span className={isAssistant ? 'node ain' : 'node'}>
        {isAssistant ? <AiGlyph size={14} /> : <ChannelIcon channel={entry.channel} />}
      </span>
      <div className="bd">
        <div className="head">
          {isAssistant ? <AssistantAvatar /> : <Avatar id={entry.author.id ?? entry.author.name} name={entry.author.name} />}
          <b className="ell">
            <bdi>{authorName()}</bdi>
          </b>
          {origin && (
            <span className="t3 f12 ell" dir="auto">
              {originText()}
            </span>
          )}
          <EntryParts entry={entry} at="message" place="mark" />
          <EntryTime at={entry.created_at} />
        </div>
        <EntryParts entry={entry} at="message" place="head" />
        {entry.is_redacted && entry.body_text === '' ? (
          <div className="md">{redactedText()}</div>
        ) : (
          <>
            <MessageBody
              html={entry.body_html}
              text={entry.body_text}
              citations={citations}
              isSplit={isMail(entry)}
              className={isAssistant ? 'ai-rule' : ''}
            />
            <EntryParts entry={entry} at="message" place="text" />
            <Attachments files={besideText(entry)} />
            <EntryParts entry={entry} at="message" place="files" />
            {isAssistant && (citations.length > 0 || confidence) && (
              <div className="after">
                <AiSign hideGlyph>{t('ticket:timeline.answered')}</AiSign>
                {confidence && <Confidence word={confidence} />}
                {citations.map((citation, at) => (
                  <span key={at} className="src">
                    {/* The numeral stands in the text where the text has marks, here where it has none. */}
                    {!isMarked && <CitationChip index={at + 1} citation={citation} />}
                    {citation.url ? (
                      <a className="ell" href={citation.url} target="_blank" rel="noreferrer" dir="auto">
                        {citation.title}
                      </a>
                    ) : (
                      <span className="ell" dir="auto">
                        {citation.title}
                      </span>
                    )}
                  </span>
                ))}
              </div>
            )}
          </>
        )}
        <EntryParts entry={entry} at="message" place="end" />
      </div>
    </article>
  );

  function authorName(): string {
    if (isAssistant) return t('shared:assistant');
    return shown(entry.author.name) || (isSystem ? t('ticket:event.system') : t('ticket:timeline.unknown'));
  }

  function originText(): string {
    if (!origin) return '';
    if (origin.type === 'page') return t('ticket:timeline.fromPage', { page: origin.text });
    if (origin.type === 'channel') return origin.text;
    return t('ticket:timeline.copied', { names: origin.text });
  }

  function redactedText(): string {
    return t('ticket:timeline.redacted');
  }
}

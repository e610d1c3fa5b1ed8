import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ReviewField } from './review-field';
import { ARTICLE } from './testing';

const pace = { days: 90, why: 'tickets', tickets: 24, usual: 9.5, edits: 0 } as const;

describe('the review interval', () => {
  it('follows the area and says why', () => {
    render(<ReviewField article={{ ...ARTICLE, review_interval_days: 90, review_pace: pace }} onChange={vi.fn()} />);
    expect(screen.getByRole('combobox', { name: 'Review every' })).toHaveDisplayValue('As its area moves: 90 days');
    expect(screen.getByText('24 tickets about its area in 90 days, 9.5 are usual.')).toBeVisible();
  });

  it('is overruled by hand, and given back', async () => {
    const changed = vi.fn();
    const { rerender } = render(<ReviewField article={{ ...ARTICLE, review_pace: pace }} onChange={changed} />);
    const field = screen.getByRole('combobox', { name: 'Review every' });
    await userEvent.selectOptions(field, '30 days');
    expect(changed).toHaveBeenLastCalledWith({ review_interval_days: 30 });
    rerender(<ReviewField article={{ ...ARTICLE, review_interval_days: 30, is_review_paced: false, review_pace: pace }} onChange={changed} />);
    expect(screen.getByText(/^Set by hand. Its area says 90 days/)).toBeVisible();
    await userEvent.selectOptions(field, 'As its area moves: 90 days');
    expect(changed).toHaveBeenLastCalledWith({ is_review_paced: true });
  });
});

import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { CURVE } from '../testing/backend';
import type { Content } from './api';
import { CategoryCurves } from './category-curves';

const CATEGORIES = [
  { category: 'billing', judged: 40, wrong: 6, points: CURVE.points },
  { category: 'bug', judged: 3, wrong: 0, points: [] },
];

const LIMITS: Content['limits'] = { threshold: 0.8, max_wrong: 0.05, rules: [{ channel: '', category: 'Billing', threshold: 0.7 }] };

describe('curves of categories', () => {
  it('say what the threshold means where there are enough outcomes', async () => {
    const changed = vi.fn();
    render(<CategoryCurves curve={{ ...CURVE, categories: CATEGORIES }} limits={LIMITS} shipped={0.8} isLocked={false} onChange={changed} />);
    expect(screen.getByText('At 0.7: 12% wrong (1% to 25%), 40 answered a month.')).toBeVisible();
    expect(screen.getByText('3 of 20 answers judged: the curve of all holds.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Set 0.9 here' }));
    expect(changed).toHaveBeenCalledWith([{ channel: '', category: 'billing', threshold: 0.9 }]);
  });

  it('offer nothing to who may not change it', () => {
    render(<CategoryCurves curve={{ ...CURVE, categories: CATEGORIES }} limits={LIMITS} shipped={0.8} isLocked onChange={vi.fn()} />);
    expect(screen.queryByRole('button')).toBeNull();
  });
});

/* The shortlist as compiled code: the same cells, the same bands, the same answer as roster.seeking. Only measured. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef BAND
#define BAND 30000
#endif
#define WIDTH (1LL << 25)
#define NOWHERE ((2LL * 6371000) * (2LL * 6371000) + 1)
#define NEVER 32767
#define PRIME 2147483647LL

typedef struct {
    int32_t *owner, *x, *y, *z;
    int16_t *radius, *number, *gate;
    int64_t size, sorted;
    int64_t *keys;
    int8_t *roles, *problems, *settings, *gender, *fundings, *interpreter, *marked;
    int32_t *methods, *languages, *max_sessions, *confirmed, *lately, *key;
    int16_t *first_week, *per_month;
    char *ids;
    int64_t *reach, *km;
    int32_t *stamp, *best; /* per therapist: in which query seen, at which kept place */
} Columns;

typedef struct {
    int64_t wanted, role, problems, setting, methods, language, interpreter, gender, sessions, funding, mark;
    int64_t per_month, x, y, z, within, comes, sight, online, latest, wishes, hard, week, stale_before, a, b, c, d;
} Asked;

typedef struct { int64_t order; int32_t lately, owner; int64_t draw, chord; int16_t unmet, missed, points, number, week; int8_t far; } Kept;

static Columns *T;
static int better(const Kept *p, const Kept *q) {
    if (p->order != q->order) return p->order < q->order;
    if (p->lately != q->lately) return p->lately < q->lately;
    if (p->draw != q->draw) return p->draw < q->draw;
    return memcmp(T->ids + 12LL * p->owner, T->ids + 12LL * q->owner, 12) < 0;
}

static int64_t place(int64_t value) {
    int64_t low = 0, high = T->sorted;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (T->keys[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
}

static Kept *kept;
static int64_t room;

static void look(const Asked *q, int64_t start, int64_t stop, int64_t *count, int32_t query) {
    for (int64_t i = start; i < stop; i++) {
        if ((T->gate[i] & q->wanted) != q->wanted) continue;
        int64_t dx = T->x[i] - q->x, dy = T->y[i] - q->y, dz = T->z[i] - q->z;
        int64_t chord = dx * dx + dy * dy + dz * dz;
        if (chord > NOWHERE) chord = NOWHERE;
        if (q->sight >= 0 && chord > q->sight) continue;
        int32_t o = T->owner[i];
        int64_t reach = q->comes ? T->reach[T->radius[i] + 1] : 0;
        int unmet = 0;
        if (q->role && !(T->roles[o] & q->role)) unmet |= 2;
        if (q->problems && (T->problems[o] & q->problems) != q->problems) unmet |= 4;
        if (q->setting && !(T->settings[o] & q->setting)) unmet |= 8;
        if (q->methods && !(T->methods[o] & q->methods)) unmet |= 16;
        if (q->language && !(T->languages[o] & q->language) && !(q->interpreter && T->interpreter[o])) unmet |= 32;
        if (q->gender && !(T->gender[o] & q->gender)) unmet |= 64;
        if (q->sessions && T->max_sessions[o] < q->sessions) unmet |= 128;
        if (q->funding && !(T->fundings[o] & q->funding)) unmet |= 256;
        if (q->within >= -1 && !q->online && (chord > q->within || (q->comes && chord > reach))) unmet |= 512;
        int16_t first = T->first_week[o];
        if (first > q->latest) unmet |= 1024;
        if (q->per_month && T->per_month[o] < q->per_month) unmet |= 2048;
        if (q->mark && !T->marked[o]) unmet |= 4096;
        int missed = unmet & q->hard;
        if ((q->wishes & 1024) && first >= NEVER) missed |= 1024;
        int misses = __builtin_popcount(missed);
        if (misses > 2) continue;
        int far = q->comes && chord > reach;
        if (T->stamp[o] == query) {
            Kept *old = kept + T->best[o];
            if (far > old->far || (far == old->far && (chord > old->chord || (chord == old->chord && T->number[i] > old->number)))) continue;
        }
        int weeks = first - q->week;
        weeks = weeks < 0 ? 0 : weeks > 16 ? 16 : weeks;
        int points = 400 - 25 * weeks;
        if (q->online) points += 200;
        else { int km = 0; while (km < 50 && T->km[km] < chord) km++; points += 4 * (50 - km); }
        int wishes = __builtin_popcountll(q->wishes);
        if (!wishes) points += 200;
        else if ((q->wishes & 1024) && first >= NEVER)
            points += wishes > 1 ? 200 * (wishes - 1 - __builtin_popcountll(unmet & q->wishes & ~1024)) / (wishes - 1) : 200;
        else points += 200 * (wishes - __builtin_popcountll(unmet & q->wishes)) / wishes;
        points += 100 * T->marked[o];
        points += !q->language || (T->languages[o] & q->language) ? 100 : 0;
        int stale = T->confirmed[o] < q->stale_before;
        if (stale) points -= 300;
        if (points < 0) points = 0;
        int64_t at = T->stamp[o] == query ? T->best[o] : (*count)++;
        if (at >= room) { room *= 2; kept = realloc(kept, room * sizeof(Kept)); }
        T->stamp[o] = query;
        T->best[o] = (int32_t)at;
        Kept *k = kept + at;
        k->owner = o; k->chord = chord; k->unmet = unmet; k->missed = missed; k->points = points; k->far = far;
        k->number = T->number[i]; k->week = first; k->lately = T->lately[o];
        k->order = (((((int64_t)misses * 2 + stale) << 16) + first) << 6) + 40 - points / 25;
        int64_t key = T->key[o];
        k->draw = (((key * q->a + q->b) % PRIME * key + q->c) % PRIME * key + q->d) % PRIME;
    }
}

/* Fills the first `most` of both kinds together, best first; returns how many. totals: fits, near misses, soon. */
int64_t shortlist(Columns *columns, const Asked *q, int64_t most, int32_t query,
                  int32_t *owners, int16_t *bits, int16_t *points, int64_t *totals, int64_t *together) {
    T = columns;
    if (!kept) { room = 1 << 16; kept = malloc(room * sizeof(Kept)); }
    int64_t count = 0;
    if (q->sight < 0) look(q, 0, T->size, &count, query);
    else {
        int64_t reach = (int64_t)sqrt((double)q->sight) + 2;
        int64_t low = q->z - reach, first = low >= 0 ? low / BAND : -((-low + BAND - 1) / BAND);
        for (int64_t band = first; band * BAND <= q->z + reach; band++) {
            int64_t middle = band * WIDTH + q->y;
            look(q, place(middle - reach), place(middle + reach + 1), &count, query);
        }
        if (T->size > T->sorted) look(q, T->sorted, T->size, &count, query);
    }
    Kept top[64];
    int64_t filled = 0;
    memset(totals, 0, 3 * sizeof(int64_t));
    memset(together, 0, 8192 * sizeof(int64_t));
    for (int64_t i = 0; i < count; i++) {
        const Kept *k = kept + i;
        totals[k->missed != 0]++;
        totals[2] += !k->missed && k->week <= q->week + 4;
        if (k->missed && k->week < NEVER) together[k->missed]++;
        if (filled == most && !better(k, top + most - 1)) continue;
        int64_t at = filled < most ? filled++ : most - 1;
        while (at > 0 && better(k, top + at - 1)) { top[at] = top[at - 1]; at--; }
        top[at] = *k;
    }
    for (int64_t i = 0; i < filled; i++) { owners[i] = top[i].owner; bits[i] = top[i].unmet; points[i] = top[i].points; }
    return filled;
}

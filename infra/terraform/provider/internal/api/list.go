package api

import (
	"context"
	"slices"
	"sync"
)

const (
	pageSize = 1000
	// maxPages bounds what is listed ahead of its use. Objects behind it are read one by one.
	maxPages = 5
)

// List remembers the objects of one kind for the length of a run, so that a plan of many resources takes few requests.
// The zero List lists nothing: pages and one must be set.
type List[T any] struct {
	// page fetches the page behind `after`, and says where the next begins.
	page func(ctx context.Context, after *string) (items []T, next *string, err error)
	// one fetches one object. Nil: lists hold all objects.
	one func(ctx context.Context, id string) (T, error)
	id  func(T) string

	mutex    sync.Mutex
	listed   bool
	complete bool
	items    []T
}

// Get gives the object with the id, from the list if it holds it.
func (l *List[T]) Get(ctx context.Context, id string) (T, error) {
	item, err := l.Find(ctx, func(item T) bool { return l.id(item) == id })
	if err != nil || item != nil {
		return valueOf(item), err
	}
	if l.one == nil {
		return valueOf(item), &Problem{Status: 404, Code: "not-found", Detail: "there is no object '" + id + "'"}
	}
	// The list may be incomplete, or older than the object.
	return l.one(ctx, id)
}

func valueOf[T any](item *T) T {
	if item == nil {
		var none T
		return none
	}
	return *item
}

// Find gives the first object that matches, or nil.
func (l *List[T]) Find(ctx context.Context, matches func(T) bool) (*T, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if err := l.fetch(ctx, maxPages); err != nil {
		return nil, err
	}
	if found := slices.IndexFunc(l.items, matches); found >= 0 {
		item := l.items[found]
		return &item, nil
	}
	return nil, nil
}

// All gives every object.
func (l *List[T]) All(ctx context.Context) ([]T, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if !l.complete {
		l.listed = false
	}
	if err := l.fetch(ctx, 0); err != nil {
		return nil, err
	}
	return slices.Clone(l.items), nil
}

// Complete says whether the list holds all objects.
func (l *List[T]) Complete() bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.complete
}

// Put remembers an object as it is now.
func (l *List[T]) Put(item T) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if !l.listed {
		return
	}
	id := l.id(item)
	if at := slices.IndexFunc(l.items, func(known T) bool { return l.id(known) == id }); at >= 0 {
		l.items[at] = item
		return
	}
	l.items = append(l.items, item)
}

// Drop forgets an object.
func (l *List[T]) Drop(id string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.items = slices.DeleteFunc(l.items, func(item T) bool { return l.id(item) == id })
}

// Forget makes the next call list anew.
func (l *List[T]) Forget() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.listed, l.complete, l.items = false, false, nil
}

// fetch lists at most so many pages, or all of them for 0, unless that is done. The mutex is held.
func (l *List[T]) fetch(ctx context.Context, pages int) error {
	if l.listed {
		return nil
	}
	var items []T
	var after *string
	for number := 1; ; number++ {
		page, next, err := l.page(ctx, after)
		if err != nil {
			return err
		}
		items = append(items, page...)
		if next == nil || number == pages {
			l.items, l.listed, l.complete = items, true, next == nil
			return nil
		}
		after = next
	}
}

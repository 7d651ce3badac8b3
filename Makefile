# revisit: `make` builds ./revisit, `make demo` opens it on a made-up clinic, `make check` tests it.
# Knobs: V=1 (show commands), WERROR=1, SAN=1 (ASan+UBSan), CC, CFLAGS, PREFIX, DESTDIR.

VERSION = 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CC = gcc
CFLAGS ?= -O2 -g
export LC_ALL = C.UTF-8

# From the lowest to the highest; a layer may use those to its left (.ci/layers has the table).
LAYERS = base text date model care store clinic io ui app screen cli
PACKAGES = ncursesw sqlite3 yaml-0.1 libutf8proc libsodium

WARN = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wwrite-strings -Wstrict-prototypes
ifdef WERROR
WARN += -Werror
endif
ifdef SAN
SANFLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifdef SOURCE_DATE_EPOCH
STAMP = -Wdate-time
endif
Q = $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-7s %s\n' $(1) $(2))

ALL_CPPFLAGS = -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -DREVISIT_VERSION='"$(VERSION)"' \
	-DREVISIT_LOCALEDIR='"$(PREFIX)/share/locale"' -DREVISIT_DATADIR='"$(PREFIX)/share/revisit"' \
	$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARN) $(STAMP) -ffile-prefix-map=$(CURDIR)=. $(SANFLAGS) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm

SRC = $(foreach l,$(LAYERS),$(sort $(wildcard src/$(l)/*.c)))
LIB = $(foreach l,$(LAYERS),$(BUILD)/lib/$(l).a)

.PHONY: all demo check check-run check-san check-data lint bench install uninstall clean pot FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: revisit locale

include .ci/generate.mk
include tests/tests.mk

revisit: $(BUILD)/revisit
	$(Q)cp -f $< $@

$(BUILD)/revisit: $(BUILD)/src/main.o $(LIB)
	$(call say,LINK,revisit)
	$(Q)$(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(LIB) -Wl,--end-group $(LIBS)

# One archive a layer, so that a layer links (and its tests run) without those above it.
define layer_rule
$(BUILD)/lib/$(1).a: $(patsubst src/%.c,$(BUILD)/src/%.o,$(sort $(wildcard src/$(1)/*.c))) \
		$(GENERATED_OBJECTS_$(1))
	@mkdir -p $$(@D)
	$$(call say,AR,$$(@F))
	$(Q)rm -f $$@ && ar crs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rule,$(l))))

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags | $(GENERATED_HEADERS)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Changed flags rebuild what they touch.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)' > $@

-include $(patsubst src/%.c,$(BUILD)/src/%.d,$(SRC)) $(BUILD)/src/main.d

demo:
	@.ci/install build
	@$(MAKE) --no-print-directory all
	./revisit demo

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 revisit $(DESTDIR)$(PREFIX)/bin/revisit
	install -m 644 man/revisit.1 $(DESTDIR)$(PREFIX)/share/man/man1/revisit.1
	for l in $(LANGUAGES); do \
		install -d $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES && \
		install -m 644 $(BUILD)/locale/$$l/LC_MESSAGES/revisit.mo \
			$(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES/revisit.mo || exit 1; \
	done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/revisit $(DESTDIR)$(PREFIX)/share/man/man1/revisit.1
	for l in $(LANGUAGES); do \
		rm -f $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES/revisit.mo; done

clean:
	rm -rf build build-* revisit

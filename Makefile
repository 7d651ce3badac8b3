# revisit: `make` builds ./revisit, `make demo` opens it on a made-up clinic, `make check` tests it.
#
# all             ./revisit and its translations
# demo            installs what compiling needs, builds, opens a made-up clinic
# check           the tests; closes with "N passed, N failed"
# check-san       the tests under ASan and UBSan
# check-data      imports and searches the files in $(DATA)
# bench           measures finding, keys, start, imports beside peers; SIZES="20000 1000000"
# lint            clang-tidy, cppcheck, mandoc, shellcheck
# format          rewrites the C files as .clang-format says
# pot, po         collects the texts; brings data/locale/*.po up to date
# install, uninstall, clean
#
# Knobs: V=1 shows commands, WERROR=1, SAN=1 (ASan+UBSan), CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR,
# BUILD (where objects go), SOURCE_DATE_EPOCH.

VERSION = 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CC = gcc
CFLAGS ?= -O2 -g
export LC_ALL = C.UTF-8

# From the lowest to the highest.
LAYERS := $(filter-out main,$(shell sed -n 's/^\([a-z]*\):.*/\1/p' .ci/layers.table))
PACKAGES = ncursesw sqlite3 yaml-0.1 libutf8proc libsodium

WARN = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wwrite-strings -Wstrict-prototypes
ERROR = $(if $(WERROR),-Werror)
ifneq ($(SAN),)
SANFLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifdef SOURCE_DATE_EPOCH
STAMP = -Wdate-time
endif
Q = $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-7s %s\n' $(1) $(2))

ALL_CPPFLAGS = -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -DREVISIT_VERSION='"$(VERSION)"' \
	$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARN) $(STAMP) -ffile-prefix-map=$(CURDIR)=. $(SANFLAGS) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm

SRC = $(foreach l,$(LAYERS),$(sort $(wildcard src/$(l)/*.c)))
LIB = $(foreach l,$(LAYERS),$(BUILD)/lib/$(l).a)

# As many jobs as cores, unless the caller said how many.
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all demo lint format pot po install uninstall clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:

# Only the plain build may take the place of ./revisit.
all: $(if $(filter build,$(BUILD)),revisit,$(BUILD)/revisit) locale

include .ci/generate.mk
include tests/bench/bench.mk
include tests/tests.mk

revisit: $(BUILD)/revisit
	$(Q)cp -f $< $@

$(BUILD)/revisit: $(BUILD)/src/main.o $(LIB)
	$(call say,LINK,revisit)
	$(Q)$(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(LIB) -Wl,--end-group $(LIBS)

# One archive a layer, so that a layer links (and its tests run) without those above it.  The list
# of its objects is kept, so that a file taken away leaves the archive.
define layer_rule
OBJECTS_$(1) = $(patsubst src/%.c,$(BUILD)/src/%.o,$(sort $(wildcard src/$(1)/*.c))) \
	$(GENERATED_OBJECTS_$(1))
$(BUILD)/lib/$(1).a: $$(OBJECTS_$(1)) $(BUILD)/lib/$(1).list
	$$(call say,AR,$$(@F))
	$(Q)rm -f $$@ && ar crsD $$@ $$(OBJECTS_$(1))
$(BUILD)/lib/$(1).list: FORCE
	$$(call keep,$$(OBJECTS_$(1)))
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rule,$(l))))

# Another PREFIX compiles this one file again.
LOCALEDIR = -DREVISIT_LOCALEDIR='"$(PREFIX)/share/locale"'
$(BUILD)/src/main.o: private CPPFLAGS += $(LOCALEDIR)
$(BUILD)/src/main.o: $(BUILD)/prefix

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags | $(GENERATED_HEADERS)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ERROR) -MMD -MP -c -o $@ $<

# Changed flags rebuild what they touch: each of these files is written anew only when its text
# changes.
keep = @mkdir -p $(@D) && printf '%s\n' '$(subst ','\'',$(strip $(1)))' | cmp -s - $@ || \
	printf '%s\n' '$(subst ','\'',$(strip $(1)))' > $@

$(BUILD)/flags: FORCE
	$(call keep,$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS))

$(BUILD)/prefix: FORCE
	$(call keep,$(PREFIX))

-include $(patsubst src/%.c,$(BUILD)/src/%.d,$(SRC)) $(BUILD)/src/main.d

demo:
	@.ci/install build
	@$(MAKE) --no-print-directory $(PARALLEL) all
	./revisit demo

# The linters see the files as the compiler does.
lint:
	@.ci/install build check lint
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@printf '%s\n' $(ALL_CPPFLAGS) $(LOCALEDIR) -std=c17 >$(BUILD)/compile_flags.txt
	$(Q).ci/lint $(BUILD)/compile_flags.txt

format:
	@.ci/install format
	clang-format -i $(sort $(wildcard src/*.c src/*/*.[ch] include/revisit/*/*.h tests/*/*.[ch] \
		data/*/*.c))

pot:
	@mkdir -p $(BUILD)
	$(Q).ci/pot $(BUILD)/revisit.pot

po:
	$(Q).ci/po

BIN = $(DESTDIR)$(PREFIX)/bin
MAN = $(DESTDIR)$(PREFIX)/share/man
MESSAGES = $(DESTDIR)$(PREFIX)/share/locale/$(1)/LC_MESSAGES
PAGES = $(notdir $(wildcard man/*.[1-8]))

install: all
	install -d $(BIN)
	install -m 755 $(BUILD)/revisit $(BIN)/revisit
	set -e; for page in $(PAGES); do \
		install -D -m 644 -t $(MAN)/man$${page##*.} man/$$page; done
	set -e; for l in $(LANGUAGES); do \
		install -D -m 644 -t $(call MESSAGES,$$l) $(BUILD)/locale/$$l/LC_MESSAGES/revisit.mo; done

uninstall:
	rm -f $(BIN)/revisit
	for page in $(PAGES); do rm -f $(MAN)/man$${page##*.}/$$page; done
	for l in $(LANGUAGES); do rm -f $(call MESSAGES,$$l)/revisit.mo; done

clean:
	rm -rf build build-* revisit

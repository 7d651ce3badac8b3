# What is made before compiling: the pinyin table, the schema as C text, the translations.

LANGUAGES = $(basename $(notdir $(wildcard data/locale/*.po)))
MO = $(foreach l,$(LANGUAGES),$(BUILD)/locale/$(l)/LC_MESSAGES/revisit.mo)
GENERATED_HEADERS = $(BUILD)/gen/schema.inc $(STARTER) $(BUILD)/gen/starter_texts.inc
STARTER = $(BUILD)/gen/starter.inc $(BUILD)/gen/starter_rules.inc
STARTER_TEXTS = $(sort $(wildcard data/starter/scripts/*.md data/starter/templates/*.md))
GENERATED_OBJECTS_text = $(BUILD)/gen/pinyin_table.o

.PHONY: locale
locale: $(MO)

$(BUILD)/locale/%/LC_MESSAGES/revisit.mo: data/locale/%.po
	@mkdir -p $(@D)
	$(call say,MO,$*)
	$(Q)msgfmt --check-format -o $@ $<

# Each migration becomes one C string, in the order of its number.
$(BUILD)/gen/schema.inc: $(sort $(wildcard data/schema/*.sql))
	@mkdir -p $(@D)
	$(call say,GEN,schema)
	$(Q)for f in $^; do \
		printf '{ "%s",\n' "$$(basename $$f .sql)"; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$f; \
		printf '},\n'; \
	done > $@

# The settings and the rules a new clinic begins with, each as one C string.
$(BUILD)/gen/starter.inc: data/starter/clinic.yaml
$(BUILD)/gen/starter_rules.inc: data/starter/rules.yaml
$(STARTER):
	@mkdir -p $(@D)
	$(call say,GEN,starter)
	$(Q)sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@

# What to say and to write: the name of each file and its text.
$(BUILD)/gen/starter_texts.inc: $(STARTER_TEXTS)
	@mkdir -p $(@D)
	$(call say,GEN,texts)
	$(Q)for f in $^; do \
		printf '{ "%s",\n' "$${f#data/starter/}"; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$f; \
		printf '},\n'; \
	done > $@

# The readings of Han characters, out of Debian's unicode-data; only the table itself is compiled
# with the program's flags, the tool that makes it always runs on this machine.
UNIHAN = /usr/share/unicode
UNIHAN_FILES = $(UNIHAN)/Unihan_Readings.txt.bz2 $(UNIHAN)/Unihan_Variants.txt.bz2

$(BUILD)/gen/maketable: data/pinyin/maketable.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -o $@ $<

$(BUILD)/gen/pinyin_table.c: $(BUILD)/gen/maketable
	$(call say,GEN,pinyin)
	$(Q)bzcat $(UNIHAN_FILES) | $< > $@

$(BUILD)/gen/pinyin_table.o: $(BUILD)/gen/pinyin_table.c include/revisit/text/pinyin_table.h \
		include/revisit/text/pinyin.h $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

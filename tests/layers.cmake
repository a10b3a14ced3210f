cmake_minimum_required(VERSION 3.25)
# The house stands as src/CMakeLists.txt draws it:
# - a third-party header stands only in the room that is its edge;
# - a room includes only rooms that it links, directly or through another;
# - a program links no room that is not its own.
# Reads rooms.cmake and the programs' link maps, which the build writes.
include(${BUILD_DIR}/rooms.cmake)  # rooms; links_ROOM: the rooms that it links directly

# in_folder(HEADER FOLDERS): an include that begins with HEADER stands in one of these folders of src/ alone.
file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR}/src ${SOURCE_DIR}/src/*.cpp ${SOURCE_DIR}/src/*.hpp)
function(in_folder header folders)
  foreach(file IN LISTS files)
    if(NOT file MATCHES "^(${folders})/")
      file(STRINGS ${SOURCE_DIR}/src/${file} hits REGEX "#include [<\"]${header}")
      if(hits)
        message(SEND_ERROR "src/${file}: ${hits} belongs into src/${folders}")
      endif()
    endif()
  endforeach()
endfunction()

in_folder("fcgiapp" "http")
in_folder("cppconn/" "db")
in_folder("sodium.h" "crypto")
in_folder("curl/" "trading/mt5")
in_folder("ctemplate/" "html")
in_folder("toml" "config")
in_folder("phonenumbers/" "customers")
in_folder("idn2.h" "email")
in_folder("unicode/" "customers/search")
in_folder("CLI/" "cli")
in_folder("qrencode.h" "admin/system")

# Sets OUT to the rooms that ROOM links, itself included.
function(find_reach room out)
  set(reach ${room})
  set(open ${room})
  while(open)
    list(POP_FRONT open next)
    foreach(link IN LISTS links_${next})
      if(NOT link IN_LIST reach)
        list(APPEND reach ${link})
        list(APPEND open ${link})
      endif()
    endforeach()
  endwhile()
  set(${out} ${reach} PARENT_SCOPE)
endfunction()

foreach(room IN LISTS rooms)
  find_reach(${room} reach_${room})
endforeach()

foreach(file IN LISTS files)
  get_filename_component(folder ${file} DIRECTORY)
  string(REPLACE "/" "_" room ${folder})
  if(room STREQUAL "programs")
    continue()
  endif()
  if(NOT room IN_LIST rooms)
    message(SEND_ERROR "src/${file} stands in no room")
    continue()
  endif()
  file(STRINGS ${SOURCE_DIR}/src/${file} includes REGEX "#include \"[a-z0-9_]+/")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE ".*\"([a-z0-9_/]+)/[a-z0-9_]+\\.hpp.*" "\\1" target "${include}")
    string(REPLACE "/" "_" target ${target})
    if(NOT target IN_LIST reach_${room})
      message(SEND_ERROR "src/${file} includes ${target}, which its room does not link")
    endif()
  endforeach()
endforeach()

# may_link(PROGRAM ROOMS...): the objects of the program come from these rooms alone, whatever its libraries could give.
# Each program has a database account of its own, and sql/grants.sql says no more of it than this.
function(may_link program)
  file(STRINGS ${BUILD_DIR}/bin/${program}.map members REGEX "liblatchkey_[a-z0-9_]+\\.a\\(")
  set(found "")
  foreach(member IN LISTS members)
    string(REGEX REPLACE ".*liblatchkey_([a-z0-9_]+)\\.a\\(([a-z0-9_]+).*" "\\1" room "${member}")
    list(APPEND found ${room})
  endforeach()
  list(REMOVE_DUPLICATES found)
  list(LENGTH found count)
  if(count LESS 4)
    message(SEND_ERROR "${program}.map tells of ${count} rooms: it is not read rightly")
  endif()
  foreach(room IN LISTS found)
    if(NOT room IN_LIST ARGN)
      message(SEND_ERROR "${program} links ${room}, which is not its own")
    endif()
  endforeach()
  message(STATUS "${program}: ${found}")
endfunction()

set(ground base config db start)
set(handler ${ground} http handler)
may_link(latchkey-customers ${handler} email crypto links customers customers_search trading_platforms trading_accounts api api_bodies api_keys)
may_link(latchkey-login ${handler} html email crypto links attempts forms members_sign_in members_sessions members_accounts
  trading_platforms trading_accounts)
may_link(latchkey-session ${handler} crypto forms members_sessions)
may_link(latchkey-admin ${handler} html email crypto audit links attempts forms staff customers customers_search customers_directory api_keys trading_wire trading_platforms trading_accounts
  trading_mt4 trading_mt5 trading_checks trading_settings admin admin_frame admin_people admin_logs admin_partners admin_trading admin_system)
may_link(latchkey-provisioner ${ground} crypto trading_wire trading_platforms trading_accounts trading_mt4 trading_mt5 trading_provisioning)
may_link(latchkey base config db http email crypto audit links attempts staff customers customers_search customers_directory api_keys trading_wire trading_platforms trading_accounts
  trading_mt4 trading_mt5 trading_checks trading_settings cli cli_doctor cli_schema cli_trading cli_upkeep)

# The driver's own commit(), rollback() and setAutoCommit() do not report failure.
foreach(file IN LISTS files)
  file(STRINGS ${SOURCE_DIR}/src/${file} hits REGEX "(->|\\.)(commit|rollback|setAutoCommit)\\(")
  if(hits)
    message(SEND_ERROR "src/${file}: ${hits}; send START TRANSACTION, COMMIT and ROLLBACK as statements")
  endif()
endforeach()
